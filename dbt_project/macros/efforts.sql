{#- The effort in a field: null unless it is a number that somebody can have estimated. -#}
{% macro effort_in(fields, effort_field) -%}
    {%- set number = json_number(fields, effort_field) -%}
    case when abs({{ number }}) <= {{ most_effort() }} then {{ number }} end
{%- endmacro %}

{#- Beyond it, a number is a mistake, and sums of it would overflow. -#}
{% macro most_effort() -%}
    1000000000
{%- endmacro %}
