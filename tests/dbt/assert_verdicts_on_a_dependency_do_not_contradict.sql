with

links as (

    select
        *,
        is_predecessor_open and is_successor_open as is_open,
        is_satisfied or is_circular or is_remote as is_no_link_of_a_chain
    from {{ ref('dependency_links') }}

)

select *
from links
where
    is_satisfied and (is_broken or is_violated)
    or is_late and is_unscheduled
    or (is_late or is_unscheduled) and not is_open
    or is_broken and (is_remote or is_predecessor_open)
    or is_circular <> (cycle_id is not null)
    or (chain_length = 0) <> is_no_link_of_a_chain
    or status <> case
        when is_satisfied then 'satisfied'
        when is_broken then 'broken'
        when is_circular then 'circular'
        when is_violated then 'violated'
        when is_late then 'late'
        when is_unscheduled then 'unscheduled'
        else 'on_track'
    end
