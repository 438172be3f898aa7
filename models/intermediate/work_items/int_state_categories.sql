with

revisions as (

    select * from {{ ref('int_revisions_located') }}

),

unlisted_projects as (

    select * from {{ ref('int_unlisted_projects') }}

),

-- What is known of items of a project that is not listed any more is as it was last seen.
states as (

    select
        project_id,
        work_item_type,
        state,
        state_category
    from {{ ref('stg_azure_devops__work_item_type_states') }}
    union all
    select
        known_states.project_id,
        known_states.work_item_type,
        known_states.state,
        known_states.state_category
    from {{ ref('stg_azure_devops__known_states') }} as known_states
    inner join unlisted_projects on known_states.project_id = unlisted_projects.project_id

),

definitions as (

    select
        project_id,
        lower(work_item_type) as type_key,
        lower(state) as state_key,
        state_category,
        case state_category
            when 'Proposed' then 1
            when 'InProgress' then 2
            when 'Resolved' then 3
            when 'Completed' then 4
            when 'Removed' then 5
        end as category_rank
    from states

),

used as (

    select distinct
        project_id,
        lower(work_item_type) as type_key,
        lower(state) as state_key
    from revisions

),

-- A state that its type no longer has is looked up among all types of the project.
final as (

    select
        used.project_id,
        used.type_key,
        used.state_key,
        coalesce(
            min_by(definitions.state_category, definitions.category_rank)
            filter (where used.type_key = definitions.type_key),
            min_by(definitions.state_category, definitions.category_rank),
            'Unknown'
        ) as state_category
    from used
    left join definitions
        on
            used.project_id = definitions.project_id
            and used.state_key = definitions.state_key
            and definitions.category_rank is not null
    group by
        used.project_id,
        used.type_key,
        used.state_key

)

select * from final
