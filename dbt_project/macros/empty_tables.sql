{#-
    The tables that have no row although an input of theirs has one. `inputs` are table, input, and optionally which rows
    of the input the table must have.
-#}
{% macro empty_tables(inputs) -%}
    {%- for table, input, condition in inputs %}
    select '{{ table }}' as table_name
    from (select 1 as one) as one_row
    where
        exists (select 1 from {{ ref(input) }} where {{ condition }})
        and not exists (select 1 from {{ ref(table) }})
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
