{#- True for a group, in any of the forms that the sources use. -#}
{% macro is_group(is_container, descriptor) -%}
    (
        coalesce({{ is_container }}, false)
        or coalesce({{ descriptor }} like 'aadgp.%' or {{ descriptor }} like 'vssgp.%', false)
    )
{%- endmacro %}

{#- True in the grace period after an account was created; an account without that timestamp has none. -#}
{% macro is_in_grace(created_at='created_at', as_of='as_of', grace_days='grace_days') -%}
    coalesce({{ elapsed_days(created_at, as_of) }} < {{ grace_days }}, false)
{%- endmacro %}

{#- The name of an account: its display name, else its login, else its id. -#}
{% macro account_name(accounts=none) -%}
    {%- set prefix = accounts ~ "." if accounts else "" -%}
    coalesce({{ prefix }}display_name, {{ prefix }}username, {{ prefix }}account_uid)
{%- endmacro %}

{#- The name of a person, or else the id. -#}
{% macro person_name(people) -%}
    coalesce({{ people }}.display_name, {{ people }}.person_id)
{%- endmacro %}

{#- One row per account and value of one source field. -#}
{% macro keys_from(accounts, ids, match_method, source_field, value) -%}
    select
        {{ ids }},
        '{{ match_method }}' as match_method,
        '{{ source_field }}' as source_field,
        {{ value }} as key_value_clear
    from {{ accounts }}
{%- endmacro %}

{#- One row per account and value that can match a value of a person. -#}
{% macro own_keys(accounts, ids) -%}
    {{ keys_from(accounts, ids, 'entra_object_id', 'entra_object_id', 'lower(entra_object_id)') }}
    union all
    {{ keys_from(accounts, ids, 'employee_number', 'employee_number', 'employee_number_clear') }}
    union all
    {{ keys_from(accounts, ids, 'email', 'email', 'lower(email_primary_clear)') }}
    union all
    {{ keys_from(accounts, ids, 'email', 'username', email_or_null('lower(username_clear)')) }}
    union all
    {{ keys_from(accounts, ids, 'email', 'other_emails', explode_text('lower(other_emails_clear)', ';')) }}
    union all
    {{ keys_from(accounts, ids, 'verified_email', 'verified_emails', explode_text('lower(verified_emails_clear)', ';')) }}
{%- endmacro %}

{#- The string if it has the form of an e-mail address, else null. -#}
{% macro email_or_null(text) -%}
    case when {{ text }} like '%_@_%' then {{ text }} end
{%- endmacro %}

{#- Addresses in Unicode's composed form, with the domain replaced as `domain_aliases` says. -#}
{% macro normalized_keys(addresses, domain_aliases, ids) -%}
    select
        {{ ids }},
        match_method,
        source_field,
        {{ address_at(composed_text('key_value_clear'), domain_aliases ~ '.domain') }} as key_value_clear
    from {{ addresses }}
    left join {{ domain_aliases }}
        on {{ domain_of(composed_text(addresses ~ '.key_value_clear')) }} = {{ domain_aliases }}.alias
    where key_value_clear like '%_@_%'
{%- endmacro %}

{#- True for the name that Microsoft Entra assigns to an account whose home is another directory or mail provider. -#}
{% macro is_external_name(name) -%}
    coalesce(upper({{ name }}) like '%#EXT#%', false)
{%- endmacro %}

{#- True for the user name that Microsoft Entra assigns to a guest: `ada_home.example#EXT#@tenant.example`. -#}
{% macro is_guest_name(username) -%}
    coalesce(upper({{ username }}) like '%\_%#EXT#%' escape '\', false)
{%- endmacro %}

{#- True for the user name of an account in a Windows domain: `DOMAIN\name`. -#}
{% macro is_domain_name(username) -%}
    coalesce({{ username }} like '%_\_%' escape '!', false)
{%- endmacro %}

{#- The user name without its Windows domain. -#}
{% macro without_domain(username) -%}
    {{ replace_pattern(username, '^.*[\\\\]', "''") }}
{%- endmacro %}

{#- The part of an address after its last @. -#}
{% macro domain_of(address) -%}
    {{ replace_pattern(address, '^.*@', "''") }}
{%- endmacro %}

{#- The part of an address before its last @. -#}
{% macro local_part_of(address) -%}
    {{ replace_pattern(address, '@[^@]*$', "''") }}
{%- endmacro %}

{#- An address with its domain replaced; unchanged if the new domain is null. -#}
{% macro address_at(address, domain) -%}
    case
        when {{ domain }} is null then {{ address }}
        else {{ local_part_of(address) }} || '@' || {{ domain }}
    end
{%- endmacro %}

{#- The mailbox that an address is delivered to: without a tag after a plus sign. -#}
{% macro mailbox_of(address) -%}
    {{ replace_pattern(address, '[+][^@]*@', "'@'") }}
{%- endmacro %}

{#- The login without the suffix after its last underscore; null without one. -#}
{% macro stem_of_login(login) -%}
    case when {{ login }} like '%\_%' escape '\' then {{ replace_pattern(login, '_[^_]*$', "''") }} end
{%- endmacro %}

{#- One row per account, with a name, login or address of it. -#}
{% macro terms_of_account(accounts, source_field, text) -%}
    select
        platform,
        account_uid,
        account_uid_clear,
        cast(null as string) as person_id,
        cast(null as string) as person_id_clear,
        '{{ source_field }}' as source_field,
        {{ text }} as original_clear
    from {{ accounts }}
{%- endmacro %}

{#- One row per person, with a name or address, in the columns of `terms_of_account`. -#}
{% macro terms_of_person(people, source_field, text) -%}
    select
        cast(null as string) as platform,
        cast(null as string) as account_uid,
        cast(null as string) as account_uid_clear,
        person_id,
        person_id_clear,
        '{{ source_field }}' as source_field,
        {{ text }} as original_clear
    from {{ people }}
{%- endmacro %}
