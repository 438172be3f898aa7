with

compared as (

    select
        work_items.*,
        expected.completed_items,
        {{ severity_by_threshold('work_items.effort', '>', 'expected') }} as severity,
        {{ exceeded_threshold('work_items.effort', '>', 'expected') }} as threshold
    from {{ ref('int_open_work_items') }} as work_items
    inner join {{ ref('int_efforts_expected') }} as expected on work_items.team_id = expected.team_id
    where work_items.effort is not null and not work_items.is_hidden_type

),

measured as (

    select
        *,
        {{ threshold_of('severity') }} as percentile
    from {{ with_thresholds('compared', 'oversized') }}
    where completed_items >= minimum_count

)

select
    work_item_id,
    severity,
    effort as metric_value,
    threshold,
    work_item_type || ' ' || work_item_id || ' has an effort of ' || effort || '; of the '
    || {{ quantity('completed_items', 'estimated item') }} || ' that ' || team_name || ' completed in the last '
    || {{ quantity('window_size', 'day') }} || ', ' || round(percentile, 1) || '% had an effort of at most '
    || round(threshold, 1) || '.' as reason,
    {{ json_of(['effort', 'percentile', 'completed_items', 'state']) }} as evidence
from measured
