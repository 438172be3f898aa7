with

raised as (

    select * from {{ ref('int_findings_raised') }}

),

membership_rules as (

    select * from {{ ref('int_rules') }}
    where family = 'membership'

),

gaps as (

    select
        raised.*,
        membership_rules.scope_type
    from raised
    inner join membership_rules on raised.rule_id = membership_rules.rule_id

),

scoped as (

    select
        *,
        '' as scope
    from gaps
    where scope_type is null
    union all
    select
        *,
        {{ explode_ids('evidence_ids') }} as scope
    from gaps
    where scope_type is not null

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

final as (

    select
        scoped.rule_id as gap_type,
        scoped.platform,
        scoped.account_uid,
        scoped.person_id,
        scoped.scope,
        coalesce(people.display_name, scoped.owner_name) as person_name,
        coalesce(people.email, scoped.owner_email) as email,
        scoped.other_platform,
        scoped.other_account_uid,
        projects.project_name,
        scoped.since_at,
        scoped.detail,
        case
            when row_number() over (partition by scoped.finding_uid order by scoped.scope) = 1
                then costs.estimated_monthly_cost
        end as estimated_monthly_cost,
        scoped.severity,
        scoped.severity_id,
        scoped.finding_uid
    from scoped
    left join {{ ref('int_finding_costs') }} as costs on scoped.finding_uid = costs.finding_uid
    left join people on scoped.person_id = people.person_id
    left join work_items
        on scoped.scope_type = 'work_item' and scoped.scope = cast(work_items.work_item_id as string)
    left join teams on scoped.scope_type = 'team' and scoped.scope = teams.team_id
    left join projects
        on
            projects.project_id = case scoped.scope_type
                when 'work_item' then work_items.project_id
                when 'team' then teams.project_id
                when 'project' then scoped.scope
            end

)

select * from final
