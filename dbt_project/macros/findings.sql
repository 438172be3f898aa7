{#-
    What a rule may say about a subject. Only the first three are needed. `threshold` is for a rule that compares with
    something else than the threshold of `int_rules_scoped`.
-#}
{% macro rule_vocabulary() -%}
    {{ return({
        "subject_uid": "string",
        "severity": "string",
        "reason": "string",
        "subject_name": "string",
        "subject_url": "string",
        "metric_value": "double",
        "threshold": "double",
        "evidence": "string",
        "evidence_ids": "string",
        "project_id": "string",
        "team_id": "string",
        "work_item_id": "bigint",
        "owner_id": "string",
        "owner_name": "string",
        "owner_email": "string",
        "platform": "string",
        "account_uid": "string",
        "person_id": "string",
        "other_platform": "string",
        "other_account_uid": "string",
        "since_at": "timestamp",
        "detail": "string",
        "estimated_monthly_cost": "double",
    }) }}
{%- endmacro %}

{#- The rows of one rule model in the whole vocabulary; what it leaves out is null, what nobody knows is an error. -#}
{% macro rule_results(model) -%}
    {%- set vocabulary = rule_vocabulary() -%}
    {%- set said = adapter.get_columns_in_relation(ref(model)) | map(attribute="name") | list if execute else [] -%}
    {%- for name in said if name not in vocabulary -%}
        {%- do exceptions.raise_compiler_error(
            model ~ ": `" ~ name ~ "` is no column of a rule. Valid ones are: " ~ vocabulary.keys() | join(", ")
        ) -%}
    {%- endfor -%}
    select
        '{{ model | replace("rule_", "", 1) }}' as rule_id,
        {%- for name, type in vocabulary.items() %}
        cast({{ name if name in said else "null" }} as {{ type }}) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref(model) }}
{%- endmacro %}

{#- Columns of a finding as this run raised them, or else as they were last published. -#}
{% macro as_last_raised(names) -%}
    {%- for name in names %}
    case when lifecycle.is_raised then described.{{ name }} else previous.{{ name }} end as {{ name }}
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

{#- The threshold that a rule has for a severity. -#}
{% macro threshold_of(severity, rule) -%}
    case {{ severity }}
        {%- for name in ["informational", "low", "medium", "high", "critical"] %}
        when '{{ name }}' then {{ rule }}.{{ name }}_threshold
        {%- endfor %}
    end
{%- endmacro %}
