{#-
    Tables and views, replaced in one step. dbt's own materializations create under a second name, rename
    twice and drop, which takes longer than most models. The transaction keeps the old relation until the
    new one is complete.
-#}
{% materialization table, adapter="duckdb", supported_languages=["sql", "python"] -%}
    {%- set target = this.incorporate(type="table") -%}
    {%- if model["language"] == "python" -%}
        {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
        {%- set replacing = "" -%}
    {%- else -%}
        {%- set replacing = drop_existing() -%}
    {%- endif -%}
    {%- call statement("main", language=model["language"]) -%}
        {{- replacing }}{{ create_table_as(false, target, compiled_code, model["language"]) -}}
    {%- endcall -%}
    {%- do persist_docs(target, model) -%}
    {%- do adapter.commit() -%}
    {{ return({"relations": [target]}) }}
{%- endmaterialization %}

{% materialization view, adapter="duckdb" -%}
    {%- set target = this.incorporate(type="view") -%}
    {%- call statement("main") -%}
        {{- drop_existing() }}{{ get_create_view_as_sql(target, compiled_code) -}}
    {%- endcall -%}
    {%- do persist_docs(target, model) -%}
    {%- do adapter.commit() -%}
    {{ return({"relations": [target]}) }}
{%- endmaterialization %}

{% macro drop_existing() -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none -%} drop {{ existing.type }} {{ existing }}; {% endif -%}
{%- endmacro %}
