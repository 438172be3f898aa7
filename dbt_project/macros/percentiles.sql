{#- Columns that put the rows of a group in order: `place` from 0 to `last_place`. -#}
{% macro places(value, group) -%}
    row_number() over (partition by {{ group }} order by {{ value }}) - 1 as place,
    count(*) over (partition by {{ group }}) - 1 as last_place
{%- endmacro %}

{#-
    Continuous percentile (0 to 100) of a group whose rows have `place` and `last_place`; null for any other percentile.
    `percentile_cont` takes constants only, and thresholds differ from team to team.
-#}
{% macro percentile_of_places(value, percentile) -%}
    {%- set exact_place = "(last_place * " ~ percentile ~ " / 100.0)" -%}
    {%- set lower = "max(case when place = floor(" ~ exact_place ~ ") then " ~ value ~ " end)" -%}
    {%- set upper = "max(case when place = ceil(" ~ exact_place ~ ") then " ~ value ~ " end)" -%}
    {{ lower }} + ({{ upper }} - {{ lower }}) * max({{ exact_place }} - floor({{ exact_place }}))
{%- endmacro %}

{#- The thresholds of a rule that are percentiles, as the values of a group of rows that have them and their places. -#}
{% macro thresholds_by_percentile(value) -%}
    {%- for severity in ["informational", "low", "medium", "high", "critical"] %}
    {{ percentile_of_places(value, severity ~ "_threshold") }} as {{ severity }}_threshold
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
