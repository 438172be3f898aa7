{#-
    The calendar date of an instant in the configured time zone. `calendar_days` is the row of `stg_run__calendar_days`
    for the instant's date in UTC, from which the local date is a day away at most.
-#}
{% macro local_date(instant, calendar_days) -%}
    cast(
        case
            when {{ instant }} < {{ calendar_days }}.starts_at
                then {{ dbt.dateadd('day', -1, calendar_days ~ '.calendar_date') }}
            when {{ instant }} >= {{ calendar_days }}.ends_at
                then {{ dbt.dateadd('day', 1, calendar_days ~ '.calendar_date') }}
            else {{ calendar_days }}.calendar_date
        end as date
    )
{%- endmacro %}

{#- One row per date from the first up to, and without, the second, beside the other columns of the select list. -#}
{% macro explode_days(from_date, until_date) -%}
    cast(unnest(generate_series({{ from_date }}, {{ until_date }} - interval 1 day, interval 1 day)) as date)
{%- endmacro %}

{#- Whether a date falls on one of the days of a list of English names such as `monday,tuesday`. -#}
{% macro is_day_of_week_in(date, day_names) -%}
    position(',' || lower(dayname({{ date }})) || ',' in ',' || {{ day_names }} || ',') > 0
{%- endmacro %}
