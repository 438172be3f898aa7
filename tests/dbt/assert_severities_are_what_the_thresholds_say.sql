-- The metric is beyond the threshold of its severity, and beyond none of a higher one. A rule without thresholds in the
-- catalogue, or whose thresholds are percentiles, brings its own. A severity without a threshold, of a rule that has
-- some for others, has conditions of its own.
with

evaluated as (

    select
        findings.rule_id,
        findings.subject_uid,
        findings.severity_id,
        findings.metric_value,
        findings.threshold,
        catalogue.comparison,
        catalogue.threshold_unit is not null as is_percentile,
        rules.low_threshold,
        rules.medium_threshold,
        rules.high_threshold,
        rules.critical_threshold,
        {{ threshold_of('findings.severity', 'rules') }} as catalogue_threshold,
        coalesce(
            rules.informational_threshold,
            rules.low_threshold,
            rules.medium_threshold,
            rules.high_threshold,
            rules.critical_threshold
        ) is not null as is_in_catalogue
    from {{ ref('findings') }} as findings
    inner join {{ ref('stg_run__run_context') }} as run_context on findings.run_id = run_context.run_id
    left join {{ ref('int_work_items') }} as items
        on findings.subject_type = 'work_item' and findings.subject_uid = cast(items.work_item_id as varchar)
    inner join {{ ref('int_rules_scoped') }} as rules
        on
            findings.rule_id = rules.rule_id
            and coalesce(items.segment_scope_id, {{ rule_scope('findings.team_id', 'findings.project_id') }})
            = rules.scope_id
    inner join {{ ref('rules') }} as catalogue on findings.rule_id = catalogue.rule_id
    where
        findings.status <> 'resolved'
        and findings.subject_type = catalogue.subject_type
        and catalogue.comparison is not null

)

select *
from evaluated
where
    (
        (catalogue_threshold is not null or not is_in_catalogue)
        and not coalesce({{ is_beyond('metric_value', 'comparison', 'threshold') }}, false)
    )
    or (catalogue_threshold is not null and not is_percentile and threshold is distinct from catalogue_threshold)
    or (not is_percentile and severity_id < 5 and {{ is_beyond('metric_value', 'comparison', 'critical_threshold') }})
    or (not is_percentile and severity_id < 4 and {{ is_beyond('metric_value', 'comparison', 'high_threshold') }})
    or (not is_percentile and severity_id < 3 and {{ is_beyond('metric_value', 'comparison', 'medium_threshold') }})
    or (not is_percentile and severity_id < 2 and {{ is_beyond('metric_value', 'comparison', 'low_threshold') }})
