-- A finding has one row, or one per id in its evidence where its rule names items, teams or projects.
with

gaps as (

    select
        membership_gaps.gap_type,
        membership_gaps.platform,
        membership_gaps.estimated_monthly_cost,
        case rules.subject_type
            when 'account' then membership_gaps.platform || '/' || membership_gaps.account_uid
            when 'organization' then membership_gaps.organization || '/' || membership_gaps.scope
            else membership_gaps.person_id
        end as subject_uid
    from {{ ref('membership_gaps') }} as membership_gaps
    inner join {{ ref('rules') }} as rules on membership_gaps.gap_type = rules.rule_id

),

findings as (

    select
        findings.rule_id,
        findings.subject_uid,
        findings.estimated_monthly_cost,
        case
            when rules.scope_type is null then 1
            else length(findings.evidence_ids) - length(replace(findings.evidence_ids, ',', '')) + 1
        end as expected_rows
    from {{ ref('findings') }} as findings
    inner join {{ ref('stg_run__run_context') }} as run_context on findings.run_id = run_context.run_id
    inner join {{ ref('rules') }} as rules on findings.rule_id = rules.rule_id
    where findings.status <> 'resolved' and findings.family = 'membership'

),

compared as (

    select
        findings.rule_id,
        findings.subject_uid,
        findings.expected_rows,
        coalesce(findings.estimated_monthly_cost, 0) as expected_cost,
        count(gaps.gap_type) as found_rows,
        coalesce(sum(gaps.estimated_monthly_cost), 0) as found_cost
    from findings
    left join gaps
        on
            findings.rule_id = gaps.gap_type
            and findings.subject_uid in (gaps.subject_uid, gaps.subject_uid || '/' || gaps.platform)
    group by
        findings.rule_id,
        findings.subject_uid,
        findings.expected_rows,
        findings.estimated_monthly_cost

),

rows_by_rule as (

    select
        gap_type as rule_id,
        count(*) as found_rows
    from gaps
    group by gap_type

),

rows_of_findings as (

    select
        rule_id,
        sum(found_rows) as found_rows
    from compared
    group by rule_id

)

select
    rule_id,
    subject_uid
from compared
where found_rows <> expected_rows or found_cost <> expected_cost
union all
select
    rows_by_rule.rule_id,
    'rows without a finding' as subject_uid
from rows_by_rule
left join rows_of_findings on rows_by_rule.rule_id = rows_of_findings.rule_id
where rows_by_rule.found_rows <> coalesce(rows_of_findings.found_rows, 0)
