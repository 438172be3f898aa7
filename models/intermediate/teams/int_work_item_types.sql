with

type_categories as (

    select * from {{ ref('stg_azure_devops__work_item_type_categories') }}

),

team_backlogs as (

    select * from {{ ref('stg_azure_devops__team_backlogs') }}

),

teams as (

    select * from {{ ref('int_teams') }}

),

-- Custom portfolio categories appear only in the portfolio backlogs that show them.
memberships as (

    select
        project_id,
        work_item_type,
        lower(work_item_type) as type_key,
        case lower(category_name)
            when 'microsoft.epiccategory' then 'epic'
            when 'microsoft.featurecategory' then 'feature'
            when 'microsoft.requirementcategory' then 'requirement'
            when 'microsoft.bugcategory' then 'bug'
            when 'microsoft.taskcategory' then 'task'
            when 'microsoft.hiddencategory' then 'hidden'
        end as kind
    from type_categories
    union all
    select
        teams.project_id,
        team_backlogs.work_item_type,
        lower(team_backlogs.work_item_type) as type_key,
        team_backlogs.backlog_type as kind
    from team_backlogs
    inner join teams on team_backlogs.team_id = teams.team_id
    where team_backlogs.backlog_type = 'portfolio'

),

final as (

    select
        project_id,
        type_key,
        min(work_item_type) as work_item_type,
        coalesce(bool_or(kind in ('portfolio', 'epic', 'feature')), false) as is_portfolio,
        coalesce(bool_or(kind = 'epic'), false) as is_epic,
        coalesce(bool_or(kind = 'feature'), false) as is_feature,
        coalesce(bool_or(kind = 'requirement'), false) as is_requirement,
        coalesce(bool_or(kind = 'bug'), false) as is_bug,
        coalesce(bool_or(kind = 'task'), false) as is_task,
        coalesce(bool_or(kind = 'hidden'), false) as is_hidden
    from memberships
    group by
        project_id,
        type_key

)

select * from final
