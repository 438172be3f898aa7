with

findings as (

    select
        coalesce(project_id, '') as project_id,
        coalesce(team_id, '') as team_id,
        1 as open_findings,
        case when severity in ('high', 'critical') then 1 else 0 end as severe_findings
    from {{ ref('int_findings') }}
    where status in ('new', 'in_progress')
    union all
    select
        project_id,
        team_id,
        0 as open_findings,
        0 as severe_findings
    from {{ ref('int_metric_scopes') }}

),

totals as (

    select
        run_context.as_of_date as date,
        findings.project_id,
        findings.team_id,
        sum(findings.open_findings) as open_findings,
        sum(findings.severe_findings) as severe_findings
    from findings
    cross join {{ ref('stg_run__run_context') }} as run_context
    group by
        run_context.as_of_date,
        findings.project_id,
        findings.team_id

),

-- Without an evaluated rule on access, the cost is unknown and not 0.
gaps as (

    select
        run_context.as_of_date as date,
        '' as project_id,
        '' as team_id,
        coalesce((
            select cast(sum({{ exact('estimated_monthly_cost') }}) as double) from {{ ref('int_membership_gaps') }}
        ), 0) as monthly_gap_cost
    from {{ ref('stg_run__run_context') }} as run_context
    where exists (
        select 1
        from {{ ref('int_rule_statuses') }} as rule_statuses
        inner join {{ ref('int_rules') }} as rules on rule_statuses.rule_id = rules.rule_id
        where rules.family = 'membership' and rule_statuses.is_evaluated
    )

),

final as (

    {{ metric_rows('totals', {'open_findings': 'open_findings', 'severe_findings': 'severe_findings'}) }}
    union all
    {{ metric_rows('gaps', {'monthly_gap_cost': 'monthly_gap_cost'}) }}

)

select * from final
