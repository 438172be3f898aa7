with

raised as (

    select * from {{ ref('int_findings_raised') }}

),

located as (

    select * from {{ ref('int_findings_located') }}

),

rules as (

    select * from {{ ref('int_rules') }}

),

rules_scoped as (

    select * from {{ ref('int_rules_scoped') }}

),

final as (

    select
        raised.finding_uid,
        raised.rule_id,
        rules.rule_version,
        rules.family,
        rules.title || coalesce(': ' || located.subject_name, '') as title,
        raised.reason,
        raised.severity,
        {{ severity_id('raised.severity') }} as severity_id,
        raised.subject_type,
        raised.subject_uid,
        located.subject_url,
        located.project_id,
        located.project_name,
        located.team_id,
        located.team_name,
        raised.work_item_id,
        raised.platform,
        located.owner_id,
        located.owner_name,
        located.owner_email,
        rules.metric_name,
        raised.metric_value,
        rules.metric_unit,
        coalesce(raised.threshold, {{ threshold_of('raised.severity', 'rules_scoped') }}) as threshold,
        raised.evidence as rule_evidence,
        raised.evidence_ids,
        rules.remediation,
        raised.estimated_monthly_cost
    from raised
    inner join located on raised.finding_uid = located.finding_uid
    inner join rules on raised.rule_id = rules.rule_id
    left join rules_scoped
        on
            raised.rule_id = rules_scoped.rule_id
            and {{ rule_scope('located.team_id', 'located.project_id') }} = rules_scoped.scope_id

)

select * from final
