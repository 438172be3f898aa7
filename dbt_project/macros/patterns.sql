{#- Whether a text is, in any case, like a pattern in which `*` stands for any characters and `?` for one. -#}
{% macro matches_pattern(text, pattern) -%}
    {%- set escaped = "replace(replace(replace(" ~ pattern ~ ", '!', '!!'), '%', '!%'), '_', '!_')" -%}
    lower({{ text }}) like lower(replace(replace({{ escaped }}, '*', '%'), '?', '_')) escape '!'
{%- endmacro %}
