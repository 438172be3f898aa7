{#- True for a group, however its source says so. -#}
{% macro is_group(is_container, descriptor) -%}
    (
        coalesce({{ is_container }}, false)
        or coalesce({{ descriptor }} like 'aadgp.%' or {{ descriptor }} like 'vssgp.%', false)
    )
{%- endmacro %}

{#- True in the days of grace after an account was created; an account without that instant has none. -#}
{% macro is_in_grace(created_at, as_of, grace_days) -%}
    coalesce({{ elapsed_days(created_at, as_of) }} < {{ grace_days }}, false)
{%- endmacro %}

{#- Accounts with a value by which they may be matched to a person. -#}
{% macro keys_from(relation, match_method, place, key_value) -%}
    select
        platform,
        account_uid,
        '{{ match_method }}' as match_method,
        '{{ place }}' as place,
        trim({{ key_value }}) as key_value
    from {{ relation }}
    where trim({{ key_value }}) <> ''
{%- endmacro %}
