with

counted as (

    select
        projects.project_id,
        projects.project_name,
        cast(null as string) as team_id,
        count(items.work_item_id) as all_items,
        count(case when items.is_imported then 1 end) as imported_items,
        max(case when items.is_imported then items.category_since_at end) as last_imported_at
    from {{ ref('int_projects') }} as projects
    left join {{ ref('int_work_items') }} as items
        on projects.project_id = items.project_id and not items.is_deleted
    where projects.is_selected
    group by
        projects.project_id,
        projects.project_name

)

select
    project_id,
    'work_item_revisions' as resource,
    {{ severity_by_threshold('imported_items', '>=') }} as severity,
    imported_items as metric_value,
    imported_items || ' of ' || {{ quantity('all_items', 'work item') }} || ' in ' || project_name
    || ' were imported: their revisions were made within ' || {{ quantity('window_size', 'minute') }}
    || ', long after their creation. Their earlier history is unknown.' as reason,
    project_name as subject_name,
    {{ json_of(['imported_items', 'all_items', 'last_imported_at', 'window_size', 'factor']) }} as evidence
from {{ with_thresholds('counted', 'imported_history') }}
