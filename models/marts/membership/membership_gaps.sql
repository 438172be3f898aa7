with

membership_gaps as (

    select * from {{ ref('int_membership_gaps') }}

),

run_context as (

    select * from {{ ref('stg_run__run_context') }}

),

final as (

    select
        membership_gaps.gap_type,
        membership_gaps.platform,
        membership_gaps.account_uid,
        membership_gaps.person_id,
        membership_gaps.scope,
        membership_gaps.person_name,
        membership_gaps.email,
        membership_gaps.other_platform,
        membership_gaps.other_account_uid,
        membership_gaps.project_name,
        membership_gaps.since_at,
        membership_gaps.detail,
        membership_gaps.estimated_monthly_cost,
        membership_gaps.severity,
        membership_gaps.severity_id,
        membership_gaps.finding_uid,
        run_context.organization,
        run_context.as_of
    from membership_gaps
    cross join run_context

)

select * from final
