with

revisions as (

    select * from {{ ref('int_revisions_located') }}

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
    from {{ ref('stg_azure_devops__work_item_type_states') }}

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
