with

forecasts as (

    select * from {{ ref('int_forecasts_described') }}
    where is_present and subject_type = 'portfolio_item' and target_date_probability is not null

),

measured as (

    select
        forecasts.*,
        work_items.segment_scope_id
    from forecasts
    inner join {{ ref('int_work_items') }} as work_items on forecasts.work_item_id = work_items.work_item_id
    where not work_items.is_hidden_type

)

select
    work_item_id,
    {{ severity_by_threshold('target_date_probability', '<') }} as severity,
    target_date_probability as metric_value,
    work_item_type || ' ' || work_item_id || ' will be done by its target date ' || target_date
    || ' with a probability of ' || cast(round(100 * target_date_probability) as bigint) || ' %; its '
    || {{ quantity('remaining_items', 'remaining requirement') }} || ' will be done by '
    || coalesce(cast(p85_date as string), 'no date within two years') || ' with 85 %.' as reason,
    {{ json_of(['target_date', 'target_date_probability', 'p50_date', 'p85_date', 'remaining_items']) }} as evidence
from {{ with_thresholds('measured', 'target_date_unlikely', scope='work_item') }}
