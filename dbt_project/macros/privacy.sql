{#- True if this build replaces names and addresses by pseudonyms. -#}
{% macro is_pseudonymized() -%}
    {%- set value = env_var('ADO_FINDINGS_PSEUDONYMIZE', 'false') -%}
    {%- if value not in ('true', 'false') -%}
    {{ exceptions.raise_compiler_error("ADO_FINDINGS_PSEUDONYMIZE must be true or false, not " ~ value) }}
    {%- endif -%}
    {{ return(value == 'true') }}
{%- endmacro %}

{#- A name or address; with pseudonymization a keyed hash of it, compared case-insensitively. -#}
{% macro pseudonym(value) -%}
    {%- if is_pseudonymized() -%}
    case
        when {{ value }} like 'pseudonym-%' then {{ value }}
        else 'pseudonym-' || left({{ sha256_hex(session_variable('pseudonym_key') ~ " || lower(trim(" ~ value ~ "))") }}, 16)
    end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}

{#- An id; with pseudonymization a keyed hash if the id may be a login or an address. -#}
{% macro pseudonymous_id(value) -%}
    {%- if is_pseudonymized() -%}
    case
        when {{ value }} = upper({{ value }}) and {{ value }} not like '%@%' then {{ value }}
        when {{ value }} like '________-____-____-____-____________' then {{ value }}
        else {{ pseudonym(value) }}
    end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}

{#- A JSON string; with pseudonymization without identities and addresses. -#}
{% macro without_identities(json) -%}
    {%- if is_pseudonymized() -%}
    {{ without_addresses(without_identity_members(json)) }}
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
