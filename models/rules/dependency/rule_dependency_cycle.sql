with

links as (

    select * from {{ ref('int_dependencies') }}
    where is_circular

),

linked_items as (

    select
        cycle_id,
        predecessor_id as work_item_id,
        is_predecessor_open as is_open,
        predecessor_url as url,
        predecessor_project_id as project_id,
        predecessor_team_id as team_id
    from links
    union
    select
        cycle_id,
        successor_id as work_item_id,
        is_successor_open as is_open,
        successor_url as url,
        successor_project_id as project_id,
        successor_team_id as team_id
    from links

),

cycles as (

    select
        cycle_id,
        count(*) as all_items,
        count(case when is_open then 1 end) as open_items,
        {{ sorted_ids('work_item_id') }} as work_item_ids,
        min_by(url, work_item_id) as url,
        min_by(project_id, work_item_id) as project_id,
        min_by(team_id, work_item_id) as team_id
    from linked_items
    group by cycle_id

)

select
    cycle_id,
    case when open_items > 0 then 'high' end as severity,
    'A dependency cycle contains ' || {{ quantity('all_items', 'work item') }} || ', '
    || open_items || ' of them open: ' || replace(work_item_ids, ',', ', ') || '.' as reason,
    {{ json_of(['cycle_id', 'all_items', 'open_items']) }} as evidence,
    work_item_ids as evidence_ids,
    url as subject_url,
    project_id,
    team_id
from cycles
