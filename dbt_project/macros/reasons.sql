{#- A count with its noun, in the plural unless the count is 1: `1 item`, `2 items`. -#}
{% macro quantity(count, noun, plural=none) -%}
    {{ count }} || case when {{ count }} = 1 then ' {{ noun }}' else ' {{ plural or noun ~ "s" }}' end
{%- endmacro %}
