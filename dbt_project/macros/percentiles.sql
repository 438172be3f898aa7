{#- Columns that rank the rows of a group by a value: `group_rank` from 0 to `last_rank`. -#}
{% macro group_ranks(value, group) -%}
    row_number() over (partition by {{ group }} order by {{ value }}) - 1 as group_rank,
    count(*) over (partition by {{ group }}) - 1 as last_rank
{%- endmacro %}

{#-
    Continuous percentile (0 to 100) of a group whose rows have `group_rank` and `last_rank`; null if the percentile is
    out of range. `percentile_cont` takes constants only, and thresholds differ between teams.
-#}
{% macro percentile_of_ranks(value, percentile) -%}
    {%- set exact_rank = "(last_rank * " ~ percentile ~ " / 100.0)" -%}
    {%- set lower = "max(case when group_rank = floor(" ~ exact_rank ~ ") then " ~ value ~ " end)" -%}
    {%- set upper = "max(case when group_rank = ceil(" ~ exact_rank ~ ") then " ~ value ~ " end)" -%}
    {{ lower }} + ({{ upper }} - {{ lower }}) * max({{ exact_rank }} - floor({{ exact_rank }}))
{%- endmacro %}

{#- Threshold columns with the values of a ranked group at the percentiles that a rule has as thresholds. -#}
{% macro thresholds_by_percentile(value) -%}
    {%- for severity in ["informational", "low", "medium", "high", "critical"] %}
    {{ percentile_of_ranks(value, severity ~ "_threshold") }} as {{ severity }}_threshold
    {{- "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
