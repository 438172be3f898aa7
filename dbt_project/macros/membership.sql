{#- True for a group, however its source says so. -#}
{% macro is_group(is_container, descriptor) -%}
    (
        coalesce({{ is_container }}, false)
        or coalesce({{ descriptor }} like 'aadgp.%' or {{ descriptor }} like 'vssgp.%', false)
    )
{%- endmacro %}

{#- True in the days of grace after an account was created; an account without that instant has none. -#}
{% macro is_in_grace(created_at='created_at', as_of='as_of', grace_days='grace_days') -%}
    coalesce({{ elapsed_days(created_at, as_of) }} < {{ grace_days }}, false)
{%- endmacro %}

{#- The name of an account: of its owner, or else of its login. -#}
{% macro account_name(accounts=none) -%}
    {%- set prefix = accounts ~ "." if accounts else "" -%}
    coalesce({{ prefix }}display_name, {{ prefix }}username, {{ prefix }}account_uid)
{%- endmacro %}

{#- The name of a person, or else the id. -#}
{% macro person_name(people) -%}
    coalesce({{ people }}.display_name, {{ people }}.person_id)
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

{#- True for the user name that Microsoft Entra gives a guest: `ada_home.example#EXT#@tenant.example`. -#}
{% macro is_guest_name(username) -%}
    coalesce(upper({{ username }}) like '%\_%#EXT#%' escape '\', false)
{%- endmacro %}

{#- The part of an address behind its last @. -#}
{% macro domain_of(address) -%}
    {{ replace_pattern(address, '^.*@', "''") }}
{%- endmacro %}

{#- The part of an address before its last @. -#}
{% macro local_part_of(address) -%}
    {{ replace_pattern(address, '@[^@]*$', "''") }}
{%- endmacro %}

{#- An address at another domain; at its own where that one is null. -#}
{% macro address_at(address, domain) -%}
    case
        when {{ domain }} is null then {{ address }}
        else {{ local_part_of(address) }} || '@' || {{ domain }}
    end
{%- endmacro %}

{#- The mailbox that an address is delivered to: without a tag behind a plus sign. -#}
{% macro mailbox_of(address) -%}
    {{ replace_pattern(address, '[+][^@]*@', "'@'") }}
{%- endmacro %}

{#- A row for what an account or person is called in one place, as words in alphabetical order. -#}
{% macro words_from(relation, ids, place, text) -%}
    select
        {{ ids }},
        '{{ place }}' as place,
        {{ text }} as original,
        {{ folded_words(text) }} as words
    from {{ relation }}
    where {{ text }} is not null
{%- endmacro %}
