{#-
    A relation with the numbers of a rule as further columns: thresholds, `window_size`, `minimum_count`, `factor` and
    `grace_days`. They are those of the row's team, or of its project if it has no team. For work items, set `scope` to
    `work_item`: they may have others by their segments. For rows without a team and a project, such as accounts, set it
    to `organization`.
-#}
{% macro with_thresholds(relation, rule_id, scope=none) -%}
    (
        select
            subjects.*,
            {%- for name, type in rule_parameters().items() if type != "boolean" %}
            parameters.{{ name }}{{ "," if not loop.last }}
            {%- endfor %}
        from {{ relation }} as subjects
        inner join {{ ref('int_rules_scoped') }} as parameters
            on
                parameters.rule_id = '{{ rule_id }}'
                and parameters.scope_id = {{ scope_of_subjects(scope) }}
    )
{%- endmacro %}

{#- The scope in `int_rules_scoped` of the rows that `with_thresholds` reads. -#}
{% macro scope_of_subjects(scope) -%}
    {%- if scope == "work_item" -%}
        coalesce(subjects.segment_scope_id, {{ rule_scope("subjects.team_id", "subjects.project_id") }})
    {%- elif scope -%}
        '{{ scope }}'
    {%- else -%}
        {{ rule_scope("subjects.team_id", "subjects.project_id") }}
    {%- endif -%}
{%- endmacro %}

{#-
    The highest severity whose threshold the metric exceeds; null if it exceeds none. A threshold that is null is never
    exceeded. `thresholds` names the relation with the thresholds if the query has several.
-#}
{% macro severity_by_threshold(metric, comparison, thresholds=none) -%}
    case
        {%- for severity in severities() | reverse %}
        when {{ metric }} {{ comparison }} {{ threshold_column(severity, thresholds) }} then '{{ severity }}'
        {%- endfor %}
    end
{%- endmacro %}

{#- The threshold that determines the severity in `severity_by_threshold`. -#}
{% macro exceeded_threshold(metric, comparison, thresholds=none) -%}
    case
        {%- for severity in severities() | reverse %}
        {%- set threshold = threshold_column(severity, thresholds) %}
        when {{ metric }} {{ comparison }} {{ threshold }} then {{ threshold }}
        {%- endfor %}
    end
{%- endmacro %}

{#- The threshold of a severity. -#}
{% macro threshold_of(severity, thresholds=none) -%}
    case {{ severity }}
        {%- for name in severities() %}
        when '{{ name }}' then {{ threshold_column(name, thresholds) }}
        {%- endfor %}
    end
{%- endmacro %}

{% macro threshold_column(severity, relation=none) -%}
    {{ relation ~ "." if relation }}{{ severity }}_threshold
{%- endmacro %}

{% macro severities() -%}
    {{ return(["informational", "low", "medium", "high", "critical"]) }}
{%- endmacro %}

{#- The scope in `int_rules_scoped` of a subject: its team, or its project, or the organization. -#}
{% macro rule_scope(team_id, project_id) -%}
    coalesce({{ team_id }}, {{ project_id }}, 'organization')
{%- endmacro %}

{#- How many violations of a rule in a project, and more than which share of its subjects, become one finding. -#}
{% macro fewest_aggregated() -%}
    50
{%- endmacro %}

{% macro aggregated_share() -%}
    0.5
{%- endmacro %}

{#- The numbers of a rule that users may change in thresholds.csv, with their types. -#}
{% macro rule_parameters() -%}
    {{ return({
        "informational_threshold": "double",
        "low_threshold": "double",
        "medium_threshold": "double",
        "high_threshold": "double",
        "critical_threshold": "double",
        "window_size": "bigint",
        "minimum_count": "bigint",
        "factor": "double",
        "grace_days": "double",
        "is_enabled": "boolean",
        "aggregates": "boolean",
    }) }}
{%- endmacro %}

{#- Each parameter of a rule, from the first of the relations in which it is not null. -#}
{% macro rule_parameters_from(relations) -%}
    {%- for name in rule_parameters() %}
    coalesce(
        {%- for relation in relations %}
        {{ relation }}.{{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    ) as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- A column for each parameter, from a group of rows with `parameter` and `value`. -#}
{% macro rule_parameters_of_group() -%}
    {%- for name, type in rule_parameters().items() %}
    cast(max(case when parameter = '{{ name }}' then parameter_value end) as {{ type }}) as {{ name }}
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Whether a metric is beyond a threshold, for a comparison that is a column; null if one of them is null. -#}
{% macro is_beyond(metric, comparison, threshold) -%}
    case {{ comparison }}
        {%- for operator in [">=", ">", "<=", "<"] %}
        when '{{ operator }}' then {{ metric }} {{ operator }} {{ threshold }}
        {%- endfor %}
    end
{%- endmacro %}
