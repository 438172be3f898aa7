{#-
    Severity of a metric by the thresholds of the rule's row in `int_rules_scoped`, the highest that holds; null where
    none does. The model has a CTE `rule` with the rows of its rule. A threshold that is null holds for nothing.
-#}
{% macro severity_by_threshold(metric, comparison) -%}
    case
        {%- for severity in ["critical", "high", "medium", "low", "informational"] %}
        when {{ metric }} {{ comparison }} rule.{{ severity }}_threshold then '{{ severity }}'
        {%- endfor %}
    end
{%- endmacro %}

{#- The scope of `int_rules_scoped` whose thresholds hold for a subject: its team, else its project. -#}
{% macro rule_scope(team_id, project_id) -%}
    coalesce({{ team_id }}, {{ project_id }}, 'organization')
{%- endmacro %}

{#- The models of models/rules, named by the runner so that `findings` depends on each: see pipelines/transform.py. -#}
{% macro rule_models() -%}
    {{ return(env_var("ADO_FINDINGS_RULES").split(" ")) }}
{%- endmacro %}
