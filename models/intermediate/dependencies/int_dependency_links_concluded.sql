with

judged as (

    select * from {{ ref('int_dependency_links') }}

),

graph as (

    select * from {{ ref('int_dependency_graph') }}

),

final as (

    select
        judged.*,
        graph.cycle_id,
        graph.cycle_id is not null as is_circular,
        coalesce(graph.chain_length, 0) as chain_length,
        case
            when judged.is_satisfied then 'satisfied'
            when judged.is_broken then 'broken'
            when graph.cycle_id is not null then 'circular'
            when judged.is_violated then 'violated'
            when judged.is_late then 'late'
            when judged.is_unscheduled then 'unscheduled'
            else 'on_track'
        end as status
    from judged
    left join graph
        on
            judged.link_type = graph.link_type
            and judged.predecessor_id = graph.predecessor_id
            and judged.successor_id = graph.successor_id

)

select * from final
