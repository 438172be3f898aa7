with

blocked as (

    select
        work_items.*,
        spells.days as blocked_days,
        spells.blocked_at,
        spells.sources
    from {{ ref('int_open_work_items') }} as work_items
    inner join {{ ref('int_blocked_spells') }} as spells
        on work_items.work_item_id = spells.work_item_id and spells.is_current
    where not work_items.is_hidden_type

)

select
    work_item_id,
    {{ severity_by_threshold('blocked_days', '>=') }} as severity,
    blocked_days as metric_value,
    work_item_type || ' ' || work_item_id || ' has been blocked for '
    || {{ quantity(full_days('blocked_days'), 'day') }} || ' (by ' || replace(sources, ',', ', ') || ').' as reason,
    {{ json_of(['blocked_days', 'blocked_at', 'sources', 'state']) }} as evidence
from {{ with_thresholds('blocked', 'blocked_too_long', scope='work_item') }}
