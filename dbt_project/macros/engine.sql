{#- Everything that is specific to the SQL engine. -#}

{#- dlt loads timestamps with a time zone; the models use UTC without one. -#}
{% macro utc_timestamp(column) -%}
    ({{ column }} at time zone 'UTC')
{%- endmacro %}

{#- Elapsed days between two timestamps, with fractions. -#}
{% macro elapsed_days(start_at, end_at) -%}
    (epoch_us({{ end_at }}) - epoch_us({{ start_at }})) / 86400000000.0
{%- endmacro %}

{#- The number at a key of a JSON column; null if there is none or it is not a number. -#}
{% macro json_number(column, key_expression) -%}
    try_cast(json_extract_string({{ column }}, '$."' || {{ key_expression }} || '"') as double)
{%- endmacro %}

{#- The names of a JSON object's members, as a list in the order of the object. -#}
{% macro json_keys(column) -%}
    json_keys({{ column }})
{%- endmacro %}

{#- The member of a JSON object with this name as a number; null if it is none. -#}
{% macro json_member_number(column, name) -%}
    case
        when json_type({{ column }}, '$."' || {{ name }} || '"') in ('UBIGINT', 'BIGINT', 'DOUBLE')
            then {{ json_number(column, name) }}
    end
{%- endmacro %}

{#- The member of a JSON object with this name as a text; null if it is none. -#}
{% macro json_member_text(column, name) -%}
    case
        when json_type({{ column }}, '$."' || {{ name }} || '"') = 'VARCHAR'
            then json_extract_string({{ column }}, '$."' || {{ name }} || '"')
    end
{%- endmacro %}

{#- How the engine names a data type of a column. -#}
{% macro type_name(data_type) -%}
    typeof(cast(null as {{ data_type }}))
{%- endmacro %}

{#- Elapsed days as an integer, without the fraction. -#}
{% macro full_days(days) -%}
    cast(floor({{ days }}) as bigint)
{%- endmacro %}

{#- A JSON object with these columns as members. -#}
{% macro json_of(columns) -%}
    {%- set pairs = {} -%}
    {%- for column in columns -%}
        {%- do pairs.update({column: column}) -%}
    {%- endfor -%}
    {{ json_object(pairs) }}
{%- endmacro %}

{#- A JSON object from names and SQL expressions. -#}
{% macro json_object(pairs) -%}
    cast(json_object(
        {%- for name, expression in pairs.items() %}
        '{{ name }}', {{ expression }}{{ "," if not loop.last }}
        {%- endfor %}
    ) as varchar)
{%- endmacro %}

{#- The distinct values of a group, sorted and separated by commas: numbers by value, strings by code point. -#}
{% macro sorted_ids(expression) -%}
    array_to_string(
        list_sort(list(distinct {{ expression }}) filter (where {{ expression }} is not null)), ','
    )
{%- endmacro %}

{#- A node's path in the form of the work item field: without the leading backslash and the segment "Area" or "Iteration". -#}
{% macro node_field_path(path) -%}
    regexp_replace({{ path }}, '^\\?([^\\]+)\\[^\\]+', '\1')
{%- endmacro %}

{#- The path one level up; empty above the first segment. -#}
{% macro parent_path(path) -%}
    regexp_replace({{ path }}, '\\?[^\\]*$', '')
{%- endmacro %}

{#- A string encoded as a URL segment. -#}
{% macro url_encode(text) -%}
    url_encode({{ text }})
{%- endmacro %}

{#- A string with its percent-encoded characters decoded; plus signs stay. -#}
{% macro url_decode(text) -%}
    url_decode({{ text }})
{%- endmacro %}

{#- True if a whole string has the form of a regular expression, which may be a column. -#}
{% macro matches_pattern(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}

{#- A group of a regular expression, numbered from 1; empty if the string does not match. -#}
{% macro pattern_group(text, pattern, number) -%}
    regexp_extract({{ text }}, {{ pattern }}, {{ number }})
{%- endmacro %}

{#- The smallest timestamp after this one: a change at this timestamp is before it. -#}
{% macro just_after(timestamp) -%}
    ({{ timestamp }} + interval 1 microsecond)
{%- endmacro %}

{#- A timestamp, or the next one after `earlier` if it is not later than that. -#}
{% macro at_or_after(timestamp, earlier) -%}
    greatest({{ timestamp }}, {{ just_after(earlier) }})
{%- endmacro %}

{#- The largest timestamp before this one. -#}
{% macro just_before(timestamp) -%}
    ({{ timestamp }} - interval 1 microsecond)
{%- endmacro %}

{#- The string at a key of a JSON column; null if there is none. -#}
{% macro json_text(column, name) -%}
    json_extract_string({{ column }}, '$."{{ name }}"')
{%- endmacro %}

{#- Number of visible characters of HTML: without tags; an entity, or any run of whitespace, counts as one. -#}
{% macro visible_length(html) -%}
    length(trim(regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace({{ html }}, '<[^>]*>', '', 'g'),
                '&(nbsp|ensp|emsp|thinsp|#160|#x0*a0);', ' ', 'gi'
            ),
            '&(#[0-9]+|#x[0-9a-f]+|[a-z][a-z0-9]*);', '.', 'gi'
        ),
        '[\s\x{00A0}\x{200B}]+', ' ', 'g'
    )))
{%- endmacro %}

{#- A string with each match of a pattern replaced by an expression. -#}
{% macro replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', {{ replacement }}, 'g')
{%- endmacro %}

{#- True if a pattern matches a complete string; false for null. -#}
{% macro matches_completely(text, pattern) -%}
    coalesce(regexp_full_match({{ text }}, '{{ pattern }}'), false)
{%- endmacro %}

{#- The home address in a guest's user name, in lower case: its last underscore replaces the @. -#}
{% macro decoded_guest_name(username) -%}
    regexp_replace(lower({{ username }}), '^(.+)_([^_]+)#ext#.*$', '\1@\2')
{%- endmacro %}

{#- A string in Unicode's composed form (NFC). -#}
{% macro composed_text(text) -%}
    nfc_normalize({{ text }})
{%- endmacro %}

{#- The words of a name or login, sorted, in lower case, without accents and apostrophes. -#}
{% macro folded_words(text) -%}
    array_to_string(list_sort(list_filter(string_split(regexp_replace(
        replace(replace(replace(replace(replace(replace(
            regexp_replace(lower(strip_accents(nfc_normalize({{ text }}))), '[''’`]', '', 'g'),
            'ø', 'o'), 'ß', 'ss'), 'ł', 'l'), 'đ', 'd'), 'æ', 'ae'), 'ı', 'i'),
        '[^\p{L}\p{N}]+', ' ', 'g'
    ), ' '), lambda word: word <> '')), ' ')
{%- endmacro %}

{#- Jaro-Winkler similarity of two strings, from 0 to 1. -#}
{% macro text_similarity(one, other) -%}
    jaro_winkler_similarity({{ one }}, {{ other }})
{%- endmacro %}

{#- The value of a session variable; the query fails if it is not set or empty. -#}
{% macro session_variable(name) -%}
    coalesce(nullif(getvariable('{{ name }}'), ''), cast(error('The session variable {{ name }} is not set.') as string))
{%- endmacro %}

{#- A number whose sums do not depend on the order of the rows, as sums of floating-point numbers do. -#}
{% macro exact(number) -%}
    cast({{ number }} as decimal(38, 12))
{%- endmacro %}

{#- The SHA-256 of a string as 64 hexadecimal digits. -#}
{% macro sha256_hex(text) -%}
    sha256({{ text }})
{%- endmacro %}

{#-
    A JSON object of fields in which each identity keeps its id only, and one without an id is replaced, whatever its form:
    an object, `Name <login>` or a name. `identity_fields` is a list of reference names in lower case.
-#}
{% macro without_identity_fields(json, identity_fields) -%}
    cast(to_json(map_from_entries(list_transform(
        map_entries(cast(cast({{ json }} as json) as map(varchar, json))),
        lambda field: struct_pack(
            key := field.key,
            value := case
                when not coalesce(list_contains({{ identity_fields }}, lower(field.key)), false) then field.value
                when {{ is_number_or_guid("json_extract_string(field.value, '$.id')") }}
                    then json_object('id', json_extract_string(field.value, '$.id'))
                else cast('"(removed)"' as json)
            end
        )
    ))) as varchar)
{%- endmacro %}

{#- JSON in which the naming members of identity objects are replaced. -#}
{% macro without_identity_members(json) -%}
    regexp_replace(
        {{ json }},
        '"(displayName|uniqueName|directoryAlias|imageUrl)":"([^"\\]|\\.)*"',
        '"\1":"(removed)"',
        'g'
    )
{%- endmacro %}

{#- The string at a key of a JSON column, compared case-insensitively; null if there is none. -#}
{% macro json_text_at(column, key_expression) -%}
    json_extract_string(lower({{ column }}), '$."' || {{ key_expression }} || '"')
{%- endmacro %}
