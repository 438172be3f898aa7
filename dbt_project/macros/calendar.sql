{#-
    The calendar date of a timestamp in the configured time zone. `calendar_days` is the row of `stg_run__calendar_days`
    for the timestamp's date in UTC, which differs from the local date by at most one day.
-#}
{% macro local_date(timestamp, calendar_days) -%}
    cast(
        case
            when {{ timestamp }} < {{ calendar_days }}.starts_at
                then {{ dbt.dateadd('day', -1, calendar_days ~ '.calendar_date') }}
            when {{ timestamp }} >= {{ calendar_days }}.ends_at
                then {{ dbt.dateadd('day', 1, calendar_days ~ '.calendar_date') }}
            else {{ calendar_days }}.calendar_date
        end as date
    )
{%- endmacro %}

{#- One row per date from the first to the day before the second, with the other columns of the select list. -#}
{% macro explode_days(from_date, until_date) -%}
    cast(unnest(generate_series({{ from_date }}, {{ until_date }} - interval 1 day, interval 1 day)) as date)
{%- endmacro %}

{#- The Sunday of the ISO week of a date. -#}
{% macro week_end(date) -%}
    cast({{ dbt.dateadd('day', 6, dbt.date_trunc('week', date)) }} as date)
{%- endmacro %}

{#- The last date of the month of a date. -#}
{% macro month_end(date) -%}
    cast({{ dbt.dateadd('day', -1, dbt.dateadd('month', 1, dbt.date_trunc('month', date))) }} as date)
{%- endmacro %}

{#- One row per week from the one that ends on the first date to the one before that of the second. -#}
{% macro explode_weeks(from_date, until_date) -%}
    cast(unnest(generate_series({{ from_date }}, {{ until_date }} - interval 1 day, interval 7 day)) as date)
{%- endmacro %}

{#- The year, the week (1 to 53) or the weekday (1 Monday to 7 Sunday) of a date in the ISO calendar. -#}
{% macro iso_part(part, date) -%}
    cast(extract({{ {"year": "isoyear", "week": "week", "weekday": "isodow"}[part] }} from {{ date }}) as integer)
{%- endmacro %}

{#- True if a date is one of the weekdays in a list such as `monday,tuesday`. -#}
{% macro is_day_of_week_in(date, day_names) -%}
    position(',' || lower(dayname({{ date }})) || ',' in ',' || {{ day_names }} || ',') > 0
{%- endmacro %}
