with

ranked as (

    select
        *,
        row_number() over (partition by team_id order by state_share desc, lower(state)) as place
    from {{ ref('int_state_shares') }}

)

select
    team_id,
    case
        when team_items >= minimum_count and state_share > round(earlier_share * factor, 9)
            then {{ severity_by_threshold('state_share', '>') }}
    end as severity,
    state_share as metric_value,
    team_name || ' had ' || {{ quantity('team_items', 'item') }} || ' in progress in the last '
    || {{ quantity('window_size', 'day') }} || ', and ' || state || ' held '
    || cast(round(state_share * 100) as integer) || ' % of their time'
    || case
        when earlier_share is not null
            then ', against ' || cast(round(earlier_share * 100) as integer) || ' % in the 26 weeks before'
        else ''
    end || '.' as reason,
    {{ json_of(['state', 'team_items', 'recent_days', 'state_share', 'earlier_days', 'earlier_share']) }} as evidence,
    work_item_ids as evidence_ids
from {{ with_thresholds('ranked', 'bottleneck_state') }}
where place = 1
