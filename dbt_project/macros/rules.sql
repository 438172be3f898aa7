{#-
    Severity of a metric by the thresholds of the rule's row in `int_rules_scoped`, the highest that holds; null where
    none does. The model has a CTE `rule` with the rows of its rule; `thresholds` names another one, where thresholds are
    computed. A threshold that is null holds for nothing.
-#}
{% macro severity_by_threshold(metric, comparison, thresholds="rule") -%}
    case
        {%- for severity in ["critical", "high", "medium", "low", "informational"] %}
        when {{ metric }} {{ comparison }} {{ thresholds }}.{{ severity }}_threshold then '{{ severity }}'
        {%- endfor %}
    end
{%- endmacro %}

{#- The scope of `int_rules_scoped` whose thresholds hold for a subject: its team, else its project. -#}
{% macro rule_scope(team_id, project_id) -%}
    coalesce({{ team_id }}, {{ project_id }}, 'organization')
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
    }) }}
{%- endmacro %}

{#- Each parameter of a rule, from the first of these relations that has it. -#}
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

{#- Whether a metric is beyond a threshold, where the comparison is a value; null where one of them is. -#}
{% macro is_beyond(metric, comparison, threshold) -%}
    case {{ comparison }}
        {%- for operator in [">=", ">", "<=", "<"] %}
        when '{{ operator }}' then {{ metric }} {{ operator }} {{ threshold }}
        {%- endfor %}
    end
{%- endmacro %}
