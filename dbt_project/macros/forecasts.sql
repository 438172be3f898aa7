{#- Level of the test for a change of throughput in the last eight weeks: a steady team is called changed as often. -#}
{% macro drift_level() -%}
    0.1
{%- endmacro %}

{#- By how much the share of forecasts that held may be below the promised one. -#}
{% macro tolerated_shortfall() -%}
    0.1
{%- endmacro %}
