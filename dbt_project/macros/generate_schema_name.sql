{#- A model's schema is the one that dbt_project.yml names, without the target's as a prefix. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
