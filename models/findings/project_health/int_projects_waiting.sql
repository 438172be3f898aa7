-- A link is a risk to the project that waits, that of the successor.
with

links as (

    select
        *,
        is_late or is_violated or is_broken or is_circular or is_unscheduled as is_at_risk
    from {{ ref('int_dependencies') }}
    where is_successor_open and not is_satisfied

),

final as (

    select
        successor_project_id as project_id,
        count(*) as open_dependencies,
        count(case when is_late then 1 end) as late_dependencies,
        count(case when is_violated then 1 end) as violated_dependencies,
        count(case when is_broken then 1 end) as broken_dependencies,
        count(case when is_circular then 1 end) as circular_dependencies,
        count(case when is_unscheduled then 1 end) as unscheduled_dependencies,
        count(case when is_at_risk then 1 end) as dependencies_at_risk
    from links
    group by successor_project_id

)

select * from final
