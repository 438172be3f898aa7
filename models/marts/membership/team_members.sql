with

team_members as (

    select * from {{ ref('int_team_members') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        run_context.organization,
        run_context.as_of,
        team_members.team_id,
        team_members.account_uid,
        team_members.display_name,
        team_members.is_team_admin
    from team_members
    cross join run_context

)

select * from final
