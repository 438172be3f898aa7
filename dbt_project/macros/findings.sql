{#- The columns of each subject type's key. `subject_uid` is made of them, in this order. -#}
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
    the subject is derived from the key in `int_findings_raised`; a rule gives such a column only to say something else.
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
{% macro union_rules(relations) -%}
    {%- do check_rules_are_complete(relations) %}
    {%- for relation in relations %}
    {%- set names = adapter.get_columns_in_relation(relation) | map(attribute="name") | list if execute else [] %}
    {%- do check_rule_columns(relation, names) %}
    select
        '{{ relation.identifier | replace("rule_", "", 1) }}' as rule_id,
        {%- for name, type in rule_columns().items() %}
        {%- set value = name if name in names else default_evidence_ids(names) if name == "evidence_ids" else "null" %}
        cast({{ value }} as {{ type }}) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Fails for a rule model that is not in the union. -#}
{% macro check_rules_are_complete(relations) -%}
    {%- set names = relations | map(attribute="identifier") | list -%}
    {%- for node in (graph.nodes.values() if execute else []) -%}
        {%- if node.resource_type == "model" and node.name.startswith("rule_") and node.name not in names -%}
            {%- do exceptions.raise_compiler_error(
                node.name ~ " is missing in int_rule_results.sql. Run `make docs`, which writes the list of rules."
            ) if node.schema == "rules" -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- The names of the rule models that `int_rule_results` reads. -#}
{% macro rule_models() -%}
    {%- set names = [] -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.name == "int_rule_results" -%}
        {%- for id in node.depends_on.nodes -%}
            {%- do names.append(id.split(".")[-1]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{% macro check_rule_columns(relation, names) -%}
    {%- for name in names if name not in rule_columns() -%}
        {%- do exceptions.raise_compiler_error(
            relation.identifier ~ ": unknown column `" ~ name ~ "`. A rule may have: " ~ rule_columns() | join(", ")
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

{#- The text of `evidence`: the ids, the rule's own numbers, and the other rules that stand on the subject. -#}
{% macro evidence_json(ids, numbers, related_rules) -%}
    '{"ids":' || {{ json_ids(ids) }}
    || coalesce(',' || nullif(substring({{ numbers }}, 2, length({{ numbers }}) - 2), ''), '')
    || ',"related":' || {{ json_ids(related_rules) }} || '}'
{%- endmacro %}

{#- The same for the same subject in every run: hashed from ids that never change. -#}
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
