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
        "project": ["project_id", "resource"],
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

{#- The columns of `rule_columns` of a relation. -#}
{% macro rule_columns_of(relation) -%}
    {%- for name in rule_columns() %}
    {{ relation }}.{{ name }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The columns of `rule_columns` of a finding on a project, from a group of violations in `int_rule_violations`. -#}
{% macro aggregate_columns() -%}
    {%- set values = {
        "project_id": "located_project_id",
        "severity": "max_by(severity, " ~ severity_id("severity") ~ ")",
        "reason": "violation_count || ' of ' || evaluated_count || ' evaluated '"
            ~ " || case when max(subject_type) = 'dependency' then 'links' else 'items' end"
            ~ " || ' in the project (' || cast(floor(100 * share) as bigint) || ' %) violate the rule. For example: '"
            ~ " || max(case when position = 1 then reason end)",
        "metric_value": "share",
        "threshold": aggregated_share(),
        "evidence": json_object({
            "violation_count": "violation_count",
            "evaluated_count": "evaluated_count",
            "share": "share",
            "examples": json_list(join_text("case when position <= 3 then subject_uid end", ",")),
        }),
        "evidence_ids": sorted_ids("located_item_id"),
    } -%}
    {%- for name, type in rule_columns().items() %}
    cast({{ values.get(name, "null") }} as {{ type }}) as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
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

{#- True if a row of `int_waivers` matches a rule and a subject. -#}
{% macro is_waived(rule_id, subject_uid) -%}
    (
        waivers.rule_id in ({{ rule_id }}, '*')
        and lower({{ subject_uid }}) like waivers.subject_pattern escape '!'
    )
{%- endmacro %}

{#- True if it matches the finding of a rule on a project. A pattern such as `1*` is about items, not about projects. -#}
{% macro is_project_waived(rule_id, project_id) -%}
    (
        {{ is_waived(rule_id, project_id ~ " || '/' || " ~ rule_id) }}
        and (
            waivers.subject_pattern like '%/%'
            or replace(replace(waivers.subject_pattern, '%', ''), '_', '') = ''
        )
    )
{%- endmacro %}

{#- True if it names the rule and the project of a finding, and so applies to the rule's single findings as well. -#}
{% macro is_waived_by_project(rule_id, project_id) -%}
    (
        {{ is_waived(rule_id, project_id ~ " || '/' || " ~ rule_id) }}
        and right(lower(waivers.subject_uid), length({{ rule_id }}) + 1) = '/' || {{ rule_id }}
    )
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
    max(case when family = '{{ family }}' then highest_severity end) as {{ family }}_highest_severity,
    max(case when family = '{{ family }}' then highest_severity_id end) as {{ family }}_highest_severity_id
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The columns of `counts_by_family`. -#}
{% macro family_columns(relation) -%}
    {%- for family in rule_families() %}
    {{ relation }}.{{ family }}_findings,
    {{ relation }}.{{ family }}_highest_severity,
    {{ relation }}.{{ family }}_highest_severity_id{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
