with

gaps as (

    select * from {{ ref('int_membership_gaps_scoped') }}

),

people as (

    select * from {{ ref('int_people') }}

),

projects as (

    select * from {{ ref('int_projects') }}
    where is_selected

),

teams as (

    select * from {{ ref('int_teams') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        gaps.gap_type,
        gaps.platform,
        gaps.account_uid,
        gaps.person_id,
        gaps.scope,
        coalesce(people.display_name, gaps.owner_name) as person_name,
        coalesce(people.email, gaps.owner_email) as email,
        gaps.other_platform,
        gaps.other_account_uid,
        projects.project_name,
        gaps.since_at,
        gaps.detail,
        gaps.estimated_monthly_cost,
        gaps.severity
    from gaps
    cross join run_context
    left join people on gaps.person_id = people.person_id
    left join work_items
        on gaps.scope_type = 'work_item' and gaps.scope = cast(work_items.work_item_id as string)
    left join teams on gaps.scope_type = 'team' and gaps.scope = teams.team_id
    left join projects
        on
            projects.project_id = case gaps.scope_type
                when 'work_item' then work_items.project_id
                when 'team' then teams.project_id
                when 'project' then gaps.scope
            end

)

select * from final
