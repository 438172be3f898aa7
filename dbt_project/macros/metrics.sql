{#-
    Rows of `metrics` from a relation with the columns `date`, `project_id` and `team_id`. `metrics` has a column for each
    metric, or for a ratio the list of its numerator and its denominator. There is no row where the value is null.
-#}
{% macro metric_rows(relation, metrics) -%}
    {%- for metric_id, columns in metrics.items() %}
    {%- set is_ratio = columns is not string %}
    {%- set value = "1.0 * " ~ columns[0] ~ " / nullif(" ~ columns[1] ~ ", 0)" if is_ratio else columns %}
    select
        '{{ metric_id }}' as metric_id,
        cast(date as date) as date,
        coalesce(project_id, '') as project_id,
        coalesce(team_id, '') as team_id,
        cast({{ value }} as double) as value,
        cast({{ columns[0] if is_ratio else "null" }} as double) as numerator,
        cast({{ columns[1] if is_ratio else "null" }} as double) as denominator
    from {{ relation }}
    where {{ value }} is not null
    {{- " union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Values of metrics by date, project and team, from a table and SQL aggregates; for the test of `metrics`. -#}
{% macro totals_of(relation, date, project_id, team_id, aggregates) -%}
    {%- for metric_id, aggregate in aggregates.items() %}
    select
        '{{ metric_id }}' as metric_id,
        cast({{ date }} as date) as date,
        coalesce({{ project_id }}, '') as project_id,
        coalesce({{ team_id }}, '') as team_id,
        cast({{ aggregate }} as double) as value
    from {{ relation }}
    group by
        cast({{ date }} as date),
        coalesce({{ project_id }}, ''),
        coalesce({{ team_id }}, '')
    {{- " union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
