{#- Lists stored as strings, specific to the SQL engine. -#}

{#- One row per part of a separated string, with the other columns of the select list. -#}
{% macro explode_text(column, separator) -%}
    unnest(string_split({{ column }}, '{{ separator }}'))
{%- endmacro %}

{#- One row per id of a column like `evidence_ids`. -#}
{% macro explode_ids(column) -%}
    {{ explode_text(column, ",") }}
{%- endmacro %}

{#- A column like `evidence_ids` with an expression of `id` for each of its ids. -#}
{% macro map_ids(column, expression) -%}
    array_to_string(list_transform(string_split({{ column }}, ','), lambda id: {{ expression }}), ',')
{%- endmacro %}

{#- The strings of a group, sorted by code point and joined with a separator. -#}
{% macro join_text(expression, separator) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ expression }})
{%- endmacro %}

{#- The values of a group as a list. -#}
{% macro list_of(expression) -%}
    list({{ expression }})
{%- endmacro %}

{#- A JSON list of the ids of a column like `evidence_ids`; empty if there are none. -#}
{% macro json_ids(column) -%}
    coalesce(cast({{ json_list(column) }} as varchar), '[]')
{%- endmacro %}

{#- The parts of a string that commas separate, as a JSON value; null if the string is. -#}
{% macro json_list(column) -%}
    to_json(string_split({{ column }}, ','))
{%- endmacro %}

{#- True if an item has the tag, compared case-insensitively; tags are separated by semicolons. -#}
{% macro has_tag(tags, word) -%}
    coalesce(regexp_matches({{ tags }}, '(^|;)\s*{{ word }}\s*(;|$)', 'i'), false)
{%- endmacro %}

{#- String columns as a line of a CSV file, quoted where required. -#}
{% macro csv_line(columns) -%}
    {%- for column in columns -%}
    case
        when {{ column }} like '%,%' or {{ column }} like '%"%'
            then '"' || replace({{ column }}, '"', '""') || '"'
        else {{ column }}
    end{{ " || ',' || " if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The parts of a separated string as a list. -#}
{% macro string_parts(column, separator) -%}
    string_split({{ column }}, '{{ separator }}')
{%- endmacro %}

{#- One row per element of a list, with its number from 1 and the other columns of the select list. -#}
{% macro explode_numbered(list, name, number) -%}
    unnest({{ list }}) as {{ name }},
        generate_subscripts({{ list }}, 1) as {{ number }}
{%- endmacro %}

{#- The first part of a separated string. -#}
{% macro first_part(column, separator) -%}
    split_part({{ column }}, '{{ separator }}', 1)
{%- endmacro %}
