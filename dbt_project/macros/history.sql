{#-
    Schema `history` holds what the last publication said. Each model with `meta.has_history` has a table there, with
    the columns of its contract; one that the contract gained since is added, empty.
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
    {%- for definition in definitions -%}
        {%- do run_query("alter table " ~ table ~ " add column if not exists " ~ definition) -%}
    {%- endfor -%}
{%- endmacro %}
