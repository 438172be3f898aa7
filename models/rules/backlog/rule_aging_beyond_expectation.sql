with

compared as (

    select
        work_items.*,
        expected.completed_items,
        {{ severity_by_threshold('work_items.work_item_age_days', '>', 'expected') }} as severity,
        {{ exceeded_threshold('work_items.work_item_age_days', '>', 'expected') }} as threshold
    from {{ ref('int_open_work_items') }} as work_items
    inner join {{ ref('int_cycle_times_expected') }} as expected
        on work_items.team_id = expected.team_id and work_items.type_key = expected.type_key
    where work_items.started_at is not null and not work_items.is_hidden_type

),

measured as (

    select
        *,
        {{ threshold_of('severity') }} as percentile
    from {{ with_thresholds('compared', 'aging_beyond_expectation') }}
    where completed_items >= minimum_count

)

select
    work_item_id,
    severity,
    work_item_age_days as metric_value,
    threshold,
    work_item_type || ' ' || work_item_id || ' was started '
    || {{ quantity(full_days('work_item_age_days'), 'day') }} || ' ago; of the '
    || {{ quantity('completed_items', 'item') }} || ' of its type that ' || team_name || ' completed in the last '
    || {{ quantity('window_size', 'day') }} || ', ' || round(percentile, 1) || '% took at most '
    || round(threshold, 1) || ' days.' as reason,
    {{ json_of(['work_item_age_days', 'started_at', 'percentile', 'completed_items']) }} as evidence
from measured
