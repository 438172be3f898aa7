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
