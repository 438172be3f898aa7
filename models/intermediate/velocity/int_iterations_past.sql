{{ config(materialized='view') }}

with

velocity as (

    select * from {{ ref('int_velocity') }}
    where timeframe = 'past'

),

positions as (

    select * from {{ ref('int_velocity_averages') }}

),

final as (

    select
        velocity.*,
        positions.recency
    from velocity
    inner join positions
        on velocity.team_id = positions.team_id and velocity.iteration_id = positions.iteration_id

)

select * from final
