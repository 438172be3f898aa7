{#-
    A pattern with `*` for any characters and `?` for one, converted for `like … escape '!'`. It is in lower case: compare
    it with strings in lower case.
-#}
{% macro like_pattern(pattern) -%}
    {%- set escaped = "replace(replace(replace(lower(" ~ pattern ~ "), '!', '!!'), '%', '!%'), '_', '!_')" -%}
    replace(replace({{ escaped }}, '*', '%'), '?', '_')
{%- endmacro %}
