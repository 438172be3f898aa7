{#- Lists kept as text: what differs between SQL engines. -#}

{#- One row per part of a separated text, beside the other columns of the select list. -#}
{% macro explode_text(column, separator) -%}
    unnest(string_split({{ column }}, '{{ separator }}'))
{%- endmacro %}

{#- One row per id of a column like `evidence_ids`. -#}
{% macro explode_ids(column) -%}
    {{ explode_text(column, ",") }}
{%- endmacro %}

{#- The texts of a group in code point order, with a separator between them. -#}
{% macro join_text(expression, separator) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ expression }})
{%- endmacro %}

{#- A JSON list of the ids of a column like `evidence_ids`; an empty list where there are none. -#}
{% macro json_ids(column) -%}
    coalesce(cast(to_json(string_split({{ column }}, ',')) as varchar), '[]')
{%- endmacro %}

{#- Whether one of the tags of an item, separated by semicolons, is the given word, in any case. -#}
{% macro has_tag(tags, word) -%}
    coalesce(regexp_matches({{ tags }}, '(^|;)\s*{{ word }}\s*(;|$)', 'i'), false)
{%- endmacro %}

{#- Text columns as a line of a CSV file; a value is quoted where it must be. -#}
{% macro csv_line(columns) -%}
    {%- for column in columns -%}
    case
        when {{ column }} like '%,%' or {{ column }} like '%"%'
            then '"' || replace({{ column }}, '"', '""') || '"'
        else {{ column }}
    end{{ " || ',' || " if not loop.last }}
    {%- endfor %}
{%- endmacro %}
