with

evidence as (

    select * from {{ ref('int_change_evidence') }}

),

dates as (

    select * from {{ ref('int_work_item_dates') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        evidence.work_item_id,
        evidence.project_id,
        evidence.project_name,
        evidence.team_id,
        evidence.team_name,
        evidence.work_item_type,
        evidence.title,
        evidence.completed_at,
        dates.completed_date,
        evidence.started_at,
        evidence.created_at,
        dates.created_date,
        evidence.is_imported,
        evidence.has_parent,
        evidence.is_approved,
        evidence.approved_by_id,
        evidence.created_by_id,
        evidence.started_by_id,
        evidence.completed_by_id,
        evidence.is_completed_by_another,
        evidence.has_code_link,
        evidence.has_pull_request,
        evidence.has_build,
        evidence.has_test,
        evidence.evidence_count,
        evidence.url,
        evidence.evidence,
        run_context.organization,
        run_context.as_of
    from evidence
    cross join run_context
    inner join dates on evidence.work_item_id = dates.work_item_id

)

select * from final
