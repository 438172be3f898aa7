{#-
    Schema `history` holds tables of the last publication: one for each model with `meta.has_history`. A column that the
    model has gained since is added, empty; one with `meta.renamed_from` keeps its values under the new name.
-#}
{% macro create_history_tables() -%}
    {%- if execute -%}
        {%- do run_query("create schema if not exists history") -%}
        {%- for model in graph.nodes.values() if model.config.get("meta", {}).get("has_history") -%}
            {%- do create_history_table("history." ~ model.name, model.columns.values() | list) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro create_history_table(table, columns) -%}
    {%- set definitions = [] -%}
    {%- for column in columns -%}
        {%- do definitions.append(column.name ~ " " ~ column.data_type) -%}
    {%- endfor -%}
    {%- do run_query("create table if not exists " ~ table ~ " (" ~ definitions | join(", ") ~ ")") -%}
    {%- set existing = run_query("describe " ~ table).columns[0].values() | list -%}
    {%- for column in columns if column.get("meta", {}).get("renamed_from") in existing and column.name not in existing -%}
        {%- do run_query("alter table " ~ table ~ " rename column " ~ column.meta.renamed_from ~ " to " ~ column.name) -%}
    {%- endfor -%}
    {%- for definition in definitions -%}
        {%- do run_query("alter table " ~ table ~ " add column if not exists " ~ definition) -%}
    {%- endfor -%}
{%- endmacro %}

{#- The rows of this run and those that earlier runs published; a historical run has no earlier ones. -#}
{% macro with_history(this_run, history, columns) -%}
    select
        {%- for column in columns %}
        {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ this_run }}
    union all
    select
        {%- for column in columns %}
        {{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ history }} as earlier
    where not exists (
        select 1 from {{ ref('stg_run__run_context') }} as run_context
        where run_context.is_historical or run_context.run_id = earlier.run_id
    )
{%- endmacro %}

{#-
    With pseudonymization, remove the names from the findings that earlier runs stored: titles, reasons and owners of runs
    without it, and ids of all runs, because earlier versions hashed fewer ids. A finding continues under the uid that its
    subject has now; of two that become one, the open or later one remains.
-#}
{% macro forget_names() -%}
    {%- if execute and is_pseudonymized() -%}
        {%- do run_query(renamed_findings()) -%}
        {%- do run_query(events_of_renamed_findings()) -%}
        {%- do run_query(findings_without_names()) -%}
        {%- do run_query("drop table renamed_findings") -%}
    {%- endif -%}
{%- endmacro %}

{% macro renamed_findings() -%}
    create or replace temporary table renamed_findings as
    with

    naming_ids as (

        {{ ids_that_name('raw.roster_accounts') }}

    ),

    renamed as (

        select
            findings.*,
            naming.naming_ids,
            case findings.subject_type
                when 'account'
                    then {{ replace_pattern('subject_uid', '/.*$', "'/'") }} || {{ pseudonymous_rest('subject_uid', '^[^/]*/') }}
                when 'person'
                    then {{ pseudonymous_rest('subject_uid', '/[^/]*$') }} || {{ replace_pattern('subject_uid', '^.*/', "'/'") }}
                else findings.subject_uid
            end as new_subject_uid,
            case
                when findings.subject_type in ('account', 'person')
                    then {{ map_ids('evidence_ids', pseudonymous_id('id', is_naming_id('id'))) }}
                else findings.evidence_ids
            end as new_evidence_ids
        from history.findings as findings
        cross join (select {{ list_of('naming_id') }} as naming_ids from naming_ids) as naming

    ),

    identified as (

        select
            *,
            {{ finding_uid('rule_id', 'subject_type', 'new_subject_uid') }} as new_finding_uid,
            new_subject_uid <> subject_uid
            or coalesce(new_evidence_ids <> evidence_ids, false)
            or coalesce(run_id not in (select run_id from history.runs where is_pseudonymized), true) as is_clear
        from renamed

    )

    select * exclude (naming_ids, new_subject_uid, new_evidence_ids) replace (
        new_subject_uid as subject_uid,
        new_evidence_ids as evidence_ids,
        min(first_seen_at) over (partition by new_finding_uid) as first_seen_at
    )
    from identified
    qualify row_number() over (
        partition by new_finding_uid
        order by case when status = 'resolved' then 1 else 0 end, last_seen_at desc nulls last
    ) = 1
{%- endmacro %}

{#- Events before `findings_without_names`: what a run did that was killed in between, the next one does again. -#}
{% macro events_of_renamed_findings() -%}
    create or replace table history.finding_events as
    select events.* replace (
        coalesce(renamed.new_finding_uid, events.finding_uid) as finding_uid,
        case when events.event = 'opened' then coalesce(renamed.first_seen_at, event_at) else event_at end as event_at
    )
    from history.finding_events as events
    left join renamed_findings as renamed on events.finding_uid = renamed.finding_uid
    where
        renamed.finding_uid is not null
        or events.finding_uid not in (select findings.finding_uid from history.findings as findings)
{%- endmacro %}

{% macro findings_without_names() -%}
    create or replace table history.findings as
    select * exclude (is_clear, new_finding_uid) replace (
        new_finding_uid as finding_uid,
        case when is_clear then split_part(title, ':', 1) else title end as title,
        case when is_clear then 'The names that stood here were removed.' else reason end as reason,
        case when is_clear then '{}' else evidence end as evidence,
        case when not is_clear then person_id end as person_id,
        case when not is_clear then owner_name end as owner_name,
        case when not is_clear then owner_email end as owner_email,
        case when not is_clear then suppressed_by end as suppressed_by
    )
    from renamed_findings
{%- endmacro %}

{#- What a pattern leaves of a key, an id, as a pseudonym. -#}
{% macro pseudonymous_rest(key, pattern) -%}
    {%- set id = replace_pattern(key, pattern, "''") -%}
    {{ pseudonymous_id(id, is_naming_id(id)) }}
{%- endmacro %}

{% macro is_naming_id(id) -%}
    coalesce(list_contains(naming_ids, lower({{ id }})), false)
{%- endmacro %}
