{#- Whether this run publishes pseudonyms. -#}
{% macro pseudonyms_are_wanted() -%}
    {{ "true" if env_var('ADO_FINDINGS_PSEUDONYM_KEY', '') else "false" }}
{%- endmacro %}

{#- A name or address; where pseudonyms are wanted a keyed hash instead, the same for equal ones in any case. -#}
{% macro pseudonym(value) -%}
    {%- set key = env_var('ADO_FINDINGS_PSEUDONYM_KEY', '') -%}
    {%- if key -%}
    case
        when {{ value }} like 'pseudonym-%' then {{ value }}
        else 'pseudonym-' || left({{ sha256_hex("'" ~ key ~ "' || lower(trim(" ~ value ~ "))") }}, 16)
    end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}

{#- An id; where pseudonyms are wanted a keyed hash instead of one that may be a login or an address. -#}
{% macro pseudonymous_id(value) -%}
    {%- if env_var('ADO_FINDINGS_PSEUDONYM_KEY', '') -%}
    case
        when {{ value }} = upper({{ value }}) and {{ value }} not like '%@%' then {{ value }}
        when {{ value }} like '________-____-____-____-____________' then {{ value }}
        else {{ pseudonym(value) }}
    end
    {%- else -%}
    {{ value }}
    {%- endif -%}
{%- endmacro %}

{#- JSON text; where pseudonyms are wanted without what names people: identities, and addresses anywhere. -#}
{% macro without_identities(json) -%}
    {%- if env_var('ADO_FINDINGS_PSEUDONYM_KEY', '') -%}
    {{ without_addresses(without_identity_members(json)) }}
    {%- else -%}
    {{ json }}
    {%- endif -%}
{%- endmacro %}

{#- Text without addresses, where pseudonyms are wanted. -#}
{% macro without_addresses(text) -%}
    {%- if env_var('ADO_FINDINGS_PSEUDONYM_KEY', '') -%}
    {{ replace_pattern(text, '([^"<>]*<)?[^\\s"<>@]+@[^\\s"<>@]+', "'(removed)'") }}
    {%- else -%}
    {{ text }}
    {%- endif -%}
{%- endmacro %}
