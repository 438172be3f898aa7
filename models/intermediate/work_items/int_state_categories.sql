with

states as (

    select distinct
        project_id,
        lower(work_item_type) as type_key,
        lower(state) as state_key
    from {{ ref('int_revision_locations') }}
    where state is not null

),

-- One row per project, type and state; a null stands for all projects or types.
known as (

    select
        project_id,
        type_key,
        state_key,
        cast(null as string) as listed_category,
        state_category as defined_category
    from {{ ref('int_state_definitions') }}
    union all
    select
        project_id,
        lower(work_item_type) as type_key,
        lower(state) as state_key,
        state_category as listed_category,
        null as defined_category
    from {{ ref('stg_rosters__state_categories') }}

),

categories as (

    select
        project_id,
        type_key,
        state_key,
        max(listed_category) as listed_category,
        max(defined_category) as defined_category
    from known
    group by
        project_id,
        type_key,
        state_key

),

final as (

    select
        states.project_id,
        states.type_key,
        states.state_key,
        coalesce(
            of_type.listed_category,
            of_project.listed_category,
            of_type_anywhere.listed_category,
            anywhere.listed_category,
            of_type.defined_category,
            of_project.defined_category,
            anywhere.defined_category,
            microsoft_states.state_category,
            'Unknown'
        ) as state_category
    from states
    left join categories as of_type
        on
            states.project_id = of_type.project_id
            and states.type_key = of_type.type_key
            and states.state_key = of_type.state_key
    left join categories as of_project
        on
            states.project_id = of_project.project_id
            and of_project.type_key is null
            and states.state_key = of_project.state_key
    left join categories as of_type_anywhere
        on
            of_type_anywhere.project_id is null
            and states.type_key = of_type_anywhere.type_key
            and states.state_key = of_type_anywhere.state_key
    left join categories as anywhere
        on anywhere.project_id is null and anywhere.type_key is null and states.state_key = anywhere.state_key
    left join {{ ref('microsoft_states') }} as microsoft_states on states.state_key = lower(microsoft_states.state)

)

select * from final
