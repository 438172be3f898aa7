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

access_rules as (

    select
        rules.rule_id,
        rule_statuses.is_evaluated
    from {{ ref('int_rules') }} as rules
    inner join {{ ref('int_rule_statuses') }} as rule_statuses on rules.rule_id = rule_statuses.rule_id
    where rules.family = 'membership'

),

-- The cost of `membership_gaps`, without reading them: each finding has its cost on one of its rows.
gap_costs as (

    select
        access_rules.is_evaluated,
        {{ exact('costs.estimated_monthly_cost') }} as monthly_cost
    from access_rules
    left join {{ ref('int_findings_raised') }} as raised on access_rules.rule_id = raised.rule_id
    left join {{ ref('int_finding_costs') }} as costs on raised.finding_uid = costs.finding_uid

),

-- Without an evaluated rule on access, the cost is unknown and not 0.
gaps as (

    select
        run_context.as_of_date as date,
        '' as project_id,
        '' as team_id,
        coalesce(sum(gap_costs.monthly_cost), 0) as monthly_gap_cost
    from gap_costs
    cross join {{ ref('stg_run__run_context') }} as run_context
    group by run_context.as_of_date
    having count(case when gap_costs.is_evaluated then 1 end) > 0

),

final as (

    {{ metric_rows('totals', {'open_findings': 'open_findings', 'severe_findings': 'severe_findings'}) }}
    union all
    {{ metric_rows('gaps', {'monthly_gap_cost': 'monthly_gap_cost'}) }}

)

select * from final
