{#-
    What `int_project_metrics` and `int_team_metrics` count, by a column of velocity, open items and, with the prefix
    `successor_`, dependencies. A list of common table expressions, of which `health_components` selects the columns.
-#}
{% macro health_component_tables(scope_id) -%}
-- The iterations that the rule low_delivery_reliability evaluates.
reliability as (

    select
        {{ scope_id }},
        count(say_do_ratio) as delivery_iterations,
        percentile_cont(0.5) within group (order by say_do_ratio) as delivery_reliability
    from {{ with_thresholds(ref('int_velocity'), 'low_delivery_reliability') }}
    where recency <= window_size
    group by {{ scope_id }}

),

aging as (

    select
        {{ scope_id }},
        count(*) as open_items,
        count(case when aging_band <> 'fresh' then 1 end) as aging_items
    from {{ ref('int_aging_bands') }}
    group by {{ scope_id }}

),

-- A dependency counts where its successor is.
dependencies as (

    select
        successor_{{ scope_id }} as {{ scope_id }},
        count(*) as open_dependencies,
        count(case when is_late then 1 end) as late_dependencies,
        count(case when is_violated then 1 end) as violated_dependencies,
        count(case when is_broken then 1 end) as broken_dependencies,
        count(case when is_circular then 1 end) as circular_dependencies,
        count(case when is_unscheduled then 1 end) as unscheduled_dependencies,
        count(case when is_late or is_violated or is_broken or is_circular or is_unscheduled then 1 end)
            as dependencies_at_risk
    from {{ ref('int_dependencies') }}
    where is_successor_open and not is_satisfied
    group by successor_{{ scope_id }}

),

-- Every resource is read for all projects at once.
coverage as (

    select
        count(case when status = 'loaded' and is_complete then 1 end) as complete_resources,
        count(*) as all_resources
    from {{ ref('stg_run__coverage') }}

)
{%- endmacro %}

{#- The columns of `health_component_tables`. -#}
{% macro health_components() -%}
reliability.delivery_reliability,
coalesce(reliability.delivery_iterations, 0) as delivery_iterations,
coalesce(aging.open_items, 0) as open_items,
1.0 * aging.aging_items / aging.open_items as aging_share,
coalesce(dependencies.open_dependencies, 0) as open_dependencies,
coalesce(dependencies.late_dependencies, 0) as late_dependencies,
coalesce(dependencies.violated_dependencies, 0) as violated_dependencies,
coalesce(dependencies.broken_dependencies, 0) as broken_dependencies,
coalesce(dependencies.circular_dependencies, 0) as circular_dependencies,
coalesce(dependencies.unscheduled_dependencies, 0) as unscheduled_dependencies,
1.0 * dependencies.dependencies_at_risk / dependencies.open_dependencies as dependency_risk_share,
coverage.complete_resources,
coverage.all_resources
{%- endmacro %}

{#-
    The open findings of each project or team and family: a list of common table expressions that ends with
    `findings_by_family`. `metrics` has a row for each project or team; `people`, an expression before, its accounts.
-#}
{% macro open_findings_by_family(scope_id, metrics) -%}
open_findings as (

    select * from {{ ref('int_findings') }}
    where status in ('new', 'in_progress')

),

-- A finding about an account of Azure DevOps, which is in no project, counts wherever the account belongs.
findings_by_scope as (

    select
        {{ scope_id }},
        family,
        severity,
        severity_id
    from open_findings
    where {{ scope_id }} is not null
    union all
    select
        people.{{ scope_id }},
        open_findings.family,
        open_findings.severity,
        open_findings.severity_id
    from open_findings
    inner join people on open_findings.subject_uid = 'azure_devops/' || people.account_uid
    where open_findings.subject_type = 'account' and open_findings.project_id is null

),

evaluated_families as (

    select
        rules.family,
        bool_or(rule_statuses.is_evaluated) as is_evaluated
    from {{ ref('int_rules') }} as rules
    inner join {{ ref('int_rule_statuses') }} as rule_statuses on rules.rule_id = rule_statuses.rule_id
    group by rules.family

),

-- The count of a family is null where there are no findings and this run evaluated none of its rules.
counted as (

    select
        metrics.{{ scope_id }},
        families.family,
        case
            when families.is_evaluated or count(findings.family) > 0 then count(findings.family)
        end as finding_count,
        max_by(findings.severity, findings.severity_id) as highest_severity,
        max(findings.severity_id) as highest_severity_id
    from {{ metrics }} as metrics
    cross join evaluated_families as families
    left join findings_by_scope as findings
        on metrics.{{ scope_id }} = findings.{{ scope_id }} and families.family = findings.family
    group by
        metrics.{{ scope_id }},
        families.family,
        families.is_evaluated

),

findings_by_family as (

    select
        {{ scope_id }},
        cast(coalesce(sum(finding_count), 0) as bigint) as open_findings,
        {{ counts_by_family() }}
    from counted
    group by {{ scope_id }}

)
{%- endmacro %}

{#- For each project or team the rows of the earlier runs with which `health_changes` compares. -#}
{% macro health_baselines(scope_id, history) -%}
with

spans as (

    select listed.*
    from (values (7), (28)) as listed (days_back)

),

earlier as (

    select
        history.*,
        spans.days_back,
        row_number() over (
            partition by history.{{ scope_id }}, spans.days_back
            order by history.as_of desc, history.run_id desc
        ) as recency
    from {{ history }} as history
    cross join spans
    cross join {{ ref('stg_run__run_context') }} as run_context
    where
        not run_context.is_historical
        and history.run_id <> run_context.run_id
        and {{ elapsed_days('history.as_of', 'run_context.as_of') }} >= spans.days_back

),

final as (

    select * from earlier
    where recency = 1

)

select * from final
{%- endmacro %}

{#- What `project_health` and `team_health` have in common, from `int_project_health` or `int_team_health`. -#}
{% macro health_measures(relation) -%}
    {{ relation }}.open_findings,
    {{- family_columns(relation) }},
    {%- for name in [
        "delivery_reliability",
        "delivery_iterations",
        "open_items",
        "aging_share",
        "open_dependencies",
        "late_dependencies",
        "violated_dependencies",
        "broken_dependencies",
        "circular_dependencies",
        "unscheduled_dependencies",
        "dependency_risk_share",
        "complete_resources",
        "all_resources",
    ] %}
    {{ relation }}.{{ name }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- What each row of their histories has, between the project or team and the organization. -#}
{% macro health_history_columns() -%}
    {%- set counts = [] -%}
    {%- for family in rule_families() -%}
        {%- do counts.append(family ~ "_findings") -%}
    {%- endfor -%}
    {{ return(["open_findings"] + counts + [
        "delivery_reliability",
        "delivery_iterations",
        "open_items",
        "aging_share",
        "open_dependencies",
        "dependency_risk_share",
        "complete_resources",
        "all_resources",
    ]) }}
{%- endmacro %}

{#- The current values minus those of a baseline, which is a row of `health_baselines`. -#}
{% macro health_changes(prefix, current, baseline) -%}
    {{ baseline }}.as_of as {{ prefix }}_baseline_at,
    {{ current }}.open_findings - {{ baseline }}.open_findings as {{ prefix }}_findings_change,
    {%- for component in ["delivery_reliability", "aging_share", "dependency_risk_share"] %}
    {{ current }}.{{ component }} - {{ baseline }}.{{ component }} as {{ prefix }}_{{ component }}_change
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
