{#- What differs between SQL engines, and nothing else. -#}

{#- dlt loads instants with a time zone; every instant of ours is UTC without one. -#}
{% macro utc_timestamp(column) -%}
    ({{ column }} at time zone 'UTC')
{%- endmacro %}

{#- Elapsed days between two timestamps, with fractions. -#}
{% macro elapsed_days(start_at, end_at) -%}
    (epoch_us({{ end_at }}) - epoch_us({{ start_at }})) / 86400000000.0
{%- endmacro %}

{#- The number under a reference name in a JSON text column; null where there is none or it is not a number. -#}
{% macro json_number(column, key_expression) -%}
    try_cast(json_extract_string({{ column }}, '$."' || {{ key_expression }} || '"') as double)
{%- endmacro %}

{#- JSON text from alternating names and SQL expressions. -#}
{% macro json_object(pairs) -%}
    cast(json_object(
        {%- for name, expression in pairs.items() %}
        '{{ name }}', {{ expression }}{{ "," if not loop.last }}
        {%- endfor %}
    ) as varchar)
{%- endmacro %}

{#- Distinct values of a group in order, separated by commas: numbers by size, text by code point. -#}
{% macro sorted_ids(expression) -%}
    array_to_string(
        list_sort(list(distinct {{ expression }}) filter (where {{ expression }} is not null)), ','
    )
{%- endmacro %}

{#- The path as work item fields write it: without the leading backslash and the second segment "Area" or "Iteration". -#}
{% macro node_field_path(path) -%}
    regexp_replace({{ path }}, '^\\?([^\\]+)\\[^\\]+', '\1')
{%- endmacro %}

{#- The path one level up; empty above the first segment. -#}
{% macro parent_path(path) -%}
    regexp_replace({{ path }}, '\\?[^\\]*$', '')
{%- endmacro %}

{#- Text as a segment of a URL. -#}
{% macro url_encode(text) -%}
    url_encode({{ text }})
{%- endmacro %}

{#- The least instant that "before" tells from the given one: what is before it includes the given one. -#}
{% macro just_after(instant) -%}
    ({{ instant }} + interval 1 microsecond)
{%- endmacro %}

{#- The text under a reference name in a JSON text column; null where there is none. -#}
{% macro json_text(column, name) -%}
    json_extract_string({{ column }}, '$."{{ name }}"')
{%- endmacro %}

{#- Characters that a reader of HTML sees: without tags, an entity being one, white space being one however much it is. -#}
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

{#- Text with every match of a pattern replaced by an expression. -#}
{% macro replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', {{ replacement }}, 'g')
{%- endmacro %}

{#- The home address in a guest's user name, in lower case; its @ stands there as the last underscore. -#}
{% macro decoded_guest_name(username) -%}
    regexp_replace(lower({{ username }}), '^(.+)_([^_]+)#ext#.*$', '\1@\2')
{%- endmacro %}

{#- Text in Unicode's composed form, in which equal characters are equal. -#}
{% macro composed_text(text) -%}
    nfc_normalize({{ text }})
{%- endmacro %}

{#- The words of a name or login in alphabetical order, in lower case, without accents and apostrophes. -#}
{% macro folded_words(text) -%}
    array_to_string(list_sort(list_filter(string_split(regexp_replace(
        replace(replace(replace(replace(replace(replace(
            regexp_replace(lower(strip_accents(nfc_normalize({{ text }}))), '[''’`]', '', 'g'),
            'ø', 'o'), 'ß', 'ss'), 'ł', 'l'), 'đ', 'd'), 'æ', 'ae'), 'ı', 'i'),
        '[^\p{L}\p{N}]+', ' ', 'g'
    ), ' '), lambda word: word <> '')), ' ')
{%- endmacro %}

{#- How alike two texts are, from 0 to 1, after Jaro and Winkler. -#}
{% macro text_similarity(one, other) -%}
    jaro_winkler_similarity({{ one }}, {{ other }})
{%- endmacro %}

{#- The value of a session variable; the query fails if it is not set. -#}
{% macro session_variable(name) -%}
    coalesce(getvariable('{{ name }}'), cast(error('The session variable {{ name }} is not set.') as string))
{%- endmacro %}

{#- The SHA-256 of a text, as 64 hexadecimal digits. -#}
{% macro sha256_hex(text) -%}
    sha256({{ text }})
{%- endmacro %}

{#- JSON text in which the members of identity objects that name somebody are replaced. -#}
{% macro without_identity_members(json) -%}
    regexp_replace(
        {{ json }},
        '"(displayName|uniqueName|directoryAlias|imageUrl)":"([^"\\]|\\.)*"',
        '"\1":"(removed)"',
        'g'
    )
{%- endmacro %}

{#- The text under a key of a JSON text column; null where there is none. Keys are compared in any case. -#}
{% macro json_text_at(column, key_expression) -%}
    json_extract_string(lower({{ column }}), '$."' || {{ key_expression }} || '"')
{%- endmacro %}
