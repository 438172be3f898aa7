{#- The columns of each subject type's key. `subject_uid` consists of them, in this order. -#}
{% macro subject_keys() -%}
    {{ return({
        "work_item": ["work_item_id"],
        "account": ["platform", "account_uid"],
        "person": ["person_id", "platform"],
        "dependency": ["link_type", "predecessor_id", "successor_id"],
        "dependency_cycle": ["cycle_id"],
        "team": ["team_id"],
        "team_iteration": ["team_id", "iteration_id"],
        "state": ["project_id", "work_item_type", "state"],
        "organization": ["organization", "resource"],
    }) }}
{%- endmacro %}

{#-
    The columns of a rule model. Required are the key of its subject type, `severity` and `reason`. Everything else about
    the subject is derived from the key in `int_findings_raised`; a rule has such a column only to override the derived value.
-#}
{% macro rule_columns() -%}
    {{ return({
        "work_item_id": "bigint",
        "platform": "string",
        "account_uid": "string",
        "person_id": "string",
        "link_type": "string",
        "predecessor_id": "bigint",
        "successor_id": "bigint",
        "cycle_id": "bigint",
        "team_id": "string",
        "iteration_id": "string",
        "project_id": "string",
        "work_item_type": "string",
        "state": "string",
        "organization": "string",
        "resource": "string",
        "severity": "string",
        "reason": "string",
        "metric_value": "double",
        "threshold": "double",
        "evidence": "string",
        "evidence_ids": "string",
        "responsible_item_id": "bigint",
        "subject_name": "string",
        "subject_url": "string",
        "owner_id": "string",
        "owner_name": "string",
        "owner_email": "string",
        "other_platform": "string",
        "other_account_uid": "string",
        "since_at": "timestamp",
        "detail": "string",
        "estimated_monthly_cost": "double",
    }) }}
{%- endmacro %}

{#- The rows of all rule models, with every column of `rule_columns`: null where a rule does not have it. -#}
{% macro union_rules() -%}
    {%- do check_rule_models() %}
    {%- for model in rule_models() %}
    {%- set names = adapter.get_columns_in_relation(ref(model)) | map(attribute="name") | list if execute else [] %}
    {%- do check_rule_columns(model, names) %}
    select
        '{{ model | replace("rule_", "", 1) }}' as rule_id,
        {%- for name, type in rule_columns().items() %}
        {%- set value = name if name in names else default_evidence_ids(names) if name == "evidence_ids" else "null" %}
        cast({{ value }} as {{ type }}) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref(model) }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The names of the rule models as a list of SQL strings. -#}
{% macro quoted_rule_models() -%}
    {%- for model in rule_models() %}
    '{{ model }}'{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Fails for a rule model that `rule_models` does not list. -#}
{% macro check_rule_models() -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.name.startswith("rule_") -%}
        {%- if node.resource_type == "model" and node.schema == "rules" and node.name not in rule_models() -%}
            {%- do exceptions.raise_compiler_error(
                node.name ~ " is missing in dbt_project/macros/rule_models.sql. Run `make docs`, which writes that list."
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro check_rule_columns(model, names) -%}
    {%- for name in names if name not in rule_columns() -%}
        {%- do exceptions.raise_compiler_error(
            model ~ ": unknown column `" ~ name ~ "`. A rule may have: " ~ rule_columns() | join(", ")
        ) -%}
    {%- endfor -%}
{%- endmacro %}

{#- The evidence of a rule that has no column `evidence_ids`: the work items of its key. -#}
{% macro default_evidence_ids(names) -%}
    {%- if "work_item_id" in names -%}
    cast(work_item_id as varchar)
    {%- elif "successor_id" in names -%}
    least(predecessor_id, successor_id) || ',' || greatest(predecessor_id, successor_id)
    {%- else -%}
    null
    {%- endif -%}
{%- endmacro %}

{#- `subject_uid`: the key of the subject, its parts separated by slashes. -#}
{% macro subject_uid(subject_type, results) -%}
    case {{ subject_type }}
        {%- for name, key in subject_keys().items() %}
        when '{{ name }}' then
            {%- for column in key %}
            cast({{ results }}.{{ column }} as varchar){{ " || '/' ||" if not loop.last }}
            {%- endfor %}
        {%- endfor %}
    end
{%- endmacro %}

{#- Columns of a finding as this run raised them, or else as they were last published. -#}
{% macro as_last_raised(names) -%}
    {%- for name in names %}
    case when lifecycle.is_raised then raised.{{ name }} else previous.{{ name }} end as {{ name }}
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The JSON of `evidence`: the ids, the rule's own numbers, and the other rules that the subject violates. -#}
{% macro evidence_json(ids, numbers, related_rules) -%}
    '{"ids":' || {{ json_ids(ids) }}
    || coalesce(',' || nullif(substring({{ numbers }}, 2, length({{ numbers }}) - 2), ''), '')
    || ',"related":' || {{ json_ids(related_rules) }} || '}'
{%- endmacro %}

{#- A hash of rule and subject, the same in every run because it contains only ids that never change. -#}
{% macro finding_uid(rule_id, subject_type, subject_uid) -%}
    md5({{ rule_id }} || '|' || {{ subject_type }} || '|' || {{ subject_uid }})
{%- endmacro %}

{#- Number of a severity in OCSF. -#}
{% macro severity_id(severity) -%}
    case {{ severity }}
        when 'informational' then 1
        when 'low' then 2
        when 'medium' then 3
        when 'high' then 4
        when 'critical' then 5
    end
{%- endmacro %}

{% macro rule_families() -%}
    {{ return(["velocity", "backlog", "dependency", "membership", "compliance", "data_quality"]) }}
{%- endmacro %}

{#- The number of findings and the highest severity of each family, from a group of rows with one row per family. -#}
{% macro counts_by_family() -%}
    {%- for family in rule_families() %}
    max(case when family = '{{ family }}' then finding_count end) as {{ family }}_findings,
    max(case when family = '{{ family }}' then highest_severity end) as {{ family }}_highest_severity
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The columns of `counts_by_family`. -#}
{% macro family_columns(relation) -%}
    {%- for family in rule_families() %}
    {{ relation }}.{{ family }}_findings,
    {{ relation }}.{{ family }}_highest_severity{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
