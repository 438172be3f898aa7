{#-
    A pattern in which `*` stands for any characters and `?` for one, as `like … escape '!'` takes it. In lower case:
    what is compared with it must be, too.
-#}
{% macro like_pattern(pattern) -%}
    {%- set escaped = "replace(replace(replace(lower(" ~ pattern ~ "), '!', '!!'), '%', '!%'), '_', '!_')" -%}
    replace(replace({{ escaped }}, '*', '%'), '?', '_')
{%- endmacro %}
