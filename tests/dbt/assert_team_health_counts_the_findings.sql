-- Findings about accounts count where people are; all others count in their own team.
with

standing as (

    select
        team_id,
        count(*) as findings
    from {{ ref('findings') }}
    where status in ('new', 'in_progress') and family <> 'membership'
    group by team_id

),

aging as (

    select
        team_id,
        count(*) as items,
        count(case when aging_band <> 'fresh' then 1 end) as aging_items
    from {{ ref('backlog_aging') }}
    group by team_id

),

links as (

    select
        dependencies.successor_team_id as team_id,
        count(*) as links
    from {{ ref('dependency_links') }} as dependencies
    inner join {{ ref('backlog_aging') }} as successors on dependencies.successor_id = successors.work_item_id
    where not dependencies.is_satisfied
    group by dependencies.successor_team_id

)

select health.*
from {{ ref('team_health') }} as health
left join standing on health.team_id = standing.team_id
left join aging on health.team_id = aging.team_id
left join links on health.team_id = links.team_id
where
    health.open_findings <> coalesce(standing.findings, 0) + coalesce(health.membership_findings, 0)
    or health.open_items <> coalesce(aging.items, 0)
    or abs(coalesce(health.aging_share * health.open_items, 0) - coalesce(aging.aging_items, 0)) > 1e-6
    or health.open_dependencies <> coalesce(links.links, 0)
    or health.delivery_reliability < 0
