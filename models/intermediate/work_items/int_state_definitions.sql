with

projects as (

    select * from {{ ref('stg_azure_devops__projects') }}

),

-- The states of a project that is no longer listed are those that an earlier load returned.
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
    left join projects on known_states.project_id = projects.project_id
    where projects.project_id is null

),

ranked as (

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

final as (

    select
        project_id,
        type_key,
        state_key,
        min_by(state_category, category_rank) as state_category
    from ranked
    where category_rank is not null
    group by grouping sets ((project_id, type_key, state_key), (project_id, state_key), (state_key))

)

select * from final
