{#- True if this build replaces names and addresses by pseudonyms. -#}
{% macro is_pseudonymized() -%}
    {%- set value = env_var('ADO_FINDINGS_PSEUDONYMIZE', 'false') -%}
    {%- if value not in ('true', 'false') -%}
    {{ exceptions.raise_compiler_error("ADO_FINDINGS_PSEUDONYMIZE must be true or false, not " ~ value) }}
    {%- endif -%}
    {{ return(value == 'true') }}
{%- endmacro %}

{#- A name or address; with pseudonymization a keyed hash of it, compared case-insensitively in Unicode's composed form. -#}
{% macro pseudonym(value) -%}
    {%- if is_pseudonymized() -%}
    case
        when {{ matches_completely(value, 'pseudonym-[0-9a-f]{16}') }} then {{ value }}
        else 'pseudonym-' || left({{ sha256_hex(session_variable('pseudonym_key') ~ " || " ~ comparable_name(value)) }}, 16)
    end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}

{#- A name, login or address in the form in which equal ones are equal. -#}
{% macro comparable_name(value) -%}
    lower(trim({{ composed_text(value) }}))
{%- endmacro %}

{#- An id; with pseudonymization a keyed hash, except a number or GUID that is no name (see `ids_that_name`). -#}
{% macro pseudonymous_id(value, is_name) -%}
    {%- if is_pseudonymized() -%}
    case
        when {{ is_number_or_guid(value) }} and not {{ is_name }} then {{ value }}
        else {{ pseudonym(value) }}
    end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}

{#- True for a number, or a GUID with hyphens. -#}
{% macro is_number_or_guid(value) -%}
    {{ matches_completely(value, '[0-9]+|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}') }}
{%- endmacro %}

{#-
    The ids of rosters that are numbers or GUIDs and also the user name, address, display name or employee number of their
    account, with or without a domain, in any load that is retained: they stay pseudonyms when the account changes.
-#}
{% macro ids_that_name(accounts) -%}
    with

    named as (

        select
            lower(account_uid) as account_key,
            lower({{ own_person_id() }}) as person_key,
            ';' || replace(replace(lower(
                concat_ws(';', username, email, display_name, employee_number, other_emails)
            ), ' ', ''), '\', ';') || ';' as account_names
        from {{ accounts }}
        {{ "where false" if not is_pseudonymized() }}

    )
    {% for key in ["account_key", "person_key"] %}
    select {{ key }} as naming_id
    from named
    where
        {{ is_number_or_guid(key) }}
        and (account_names like '%;' || {{ key }} || ';%' or account_names like '%;' || {{ key }} || '@%')
    {{ "union" if not loop.last }}
    {% endfor %}
{%- endmacro %}

{#- The person that a row of a roster is about, if its platform is the authority. -#}
{% macro own_person_id() -%}
    coalesce(nullif(trim(person_id), ''), account_uid)
{%- endmacro %}

{#- A JSON object of fields; with pseudonymization without identities and addresses. `identity_fields` are in lower case. -#}
{% macro without_identities(json, identity_fields) -%}
    {%- if is_pseudonymized() -%}
    {{ without_addresses(without_identity_members(without_identity_fields(json, identity_fields))) }}
    {%- else -%}
    {{ json }}
    {%- endif -%}
{%- endmacro %}

{#- A string; with pseudonymization without addresses. -#}
{% macro without_addresses(text) -%}
    {%- if is_pseudonymized() -%}
    {{ replace_pattern(text, '([^"<>]*<)?[^\\s"<>@]+@[^\\s"<>@]+', "'(removed)'") }}
    {%- else -%}
    {{ text }}
    {%- endif -%}
{%- endmacro %}

{#-
    An id or a pattern of ids; with pseudonymization as the published ids are, so that it matches them. Patterns of numbers,
    GUIDs and pseudonyms stay as they are. One with other letters matches no pseudonym, so it is hashed completely.
-#}
{% macro pseudonymous_pattern(value, is_name) -%}
    {%- if is_pseudonymized() -%}
    case
        when
            ({{ value }} like '%*%' or {{ value }} like '%?%')
            and {{ matches_completely(value, '[*?]+|(pseudonym-)?[0-9A-Fa-f*?-]*[0-9][0-9A-Fa-f*?-]*') }}
            then {{ value }}
        else {{ pseudonymous_id(value, is_name) }}
    end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}
