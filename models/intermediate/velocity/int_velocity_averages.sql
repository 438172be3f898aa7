with

team_iterations as (

    select * from {{ ref('int_team_iterations') }}

),

totals as (

    select * from {{ ref('int_velocity_totals') }}

),

past_iterations as (

    select
        team_iterations.team_id,
        team_iterations.iteration_id,
        avg(totals.completed_effort) over (in_order rows between 2 preceding and current row) as average_velocity_3,
        avg(totals.completed_effort) over (in_order rows between 5 preceding and current row) as average_velocity_6,
        count(*) over (in_order rows between current row and unbounded following) as recency
    from team_iterations
    inner join totals
        on
            team_iterations.team_id = totals.team_id
            and team_iterations.iteration_id = totals.iteration_id
    where team_iterations.timeframe = 'past'
    window in_order as (
        partition by team_iterations.team_id
        order by
            team_iterations.finish_date,
            team_iterations.start_date,
            lower(team_iterations.iteration_path),
            team_iterations.iteration_id
    )

),

final as (

    select
        team_iterations.team_id,
        team_iterations.iteration_id,
        past_iterations.recency,
        past_iterations.average_velocity_3,
        past_iterations.average_velocity_6
    from team_iterations
    left join past_iterations
        on
            team_iterations.team_id = past_iterations.team_id
            and case
                when team_iterations.timeframe = 'past' then team_iterations.iteration_id = past_iterations.iteration_id
                else past_iterations.recency = 1
            end

)

select * from final
