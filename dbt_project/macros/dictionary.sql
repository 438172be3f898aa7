{#-
    What `dictionary` says about each column of the published tables. It comes from their yml, as their comments do. The
    `meta` of a column overrides `references_table` and `is_additive`; that of a table whose rows overlap, `is_additive`.
-#}
{% macro published_columns() -%}
    {%- set columns, keys, references = [], {}, {} -%}
    {%- do read_published_tests(keys, references) -%}
    {%- for model in published_models() -%}
        {%- for column in model.columns.values() -%}
            {%- set reference = references.get((model.name, column.name), usual_reference(column.name)) -%}
            {%- set is_own_key = reference == model.name and column.name in keys[model.name] -%}
            {%- do columns.append({
                "table_name": model.name,
                "column_name": column.name,
                "data_type": column.data_type,
                "description": column.description | trim,
                "is_key": column.name in keys[model.name],
                "references_table": column.meta.get("references_table", reference if not is_own_key else none),
                "is_additive": column.meta.get("is_additive", model.config.meta.get("is_additive", is_usually_additive(column))),
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

{#- None while dbt parses: `graph` is empty then. -#}
{% macro published_models() -%}
    {%- set models = [] -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.resource_type == "model" -%}
        {%- if node.path.startswith("marts") -%}
            {%- do models.append(node) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(models) }}
{%- endmacro %}

{#- Add to `keys` the columns of each table that are unique together, and to `references` the tables that tests compare with. -#}
{% macro read_published_tests(keys, references) -%}
    {%- set models = {} -%}
    {%- for model in published_models() -%}
        {%- do models.update({model.unique_id: model.name}) -%}
    {%- endfor -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.attached_node in models -%}
        {%- set table, test = models[node.attached_node], node.test_metadata -%}
        {%- if test.name == "unique" -%}
            {%- do keys.update({table: [node.column_name]}) -%}
        {%- elif test.name == "unique_combination" -%}
            {%- do keys.update({table: test.kwargs.columns}) -%}
        {%- elif test.name == "relationships" and test.kwargs.to.split("'")[1] in models.values() -%}
            {%- do references.update({(table, node.column_name): test.kwargs.to.split("'")[1]}) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{#- The table that a column refers to by its name: the first of these endings decides. -#}
{% macro usual_reference(name) -%}
    {%- set tables = {
        "work_item_id": "work_items",
        "predecessor_id": "work_items",
        "successor_id": "work_items",
        "parent_id": "work_items",
        "source_id": "work_items",
        "target_id": "work_items",
        "root_id": "work_items",
        "feature_id": "work_items",
        "epic_id": "work_items",
        "project_id": "projects",
        "team_id": "teams",
        "team_iteration_id": "team_iterations",
        "iteration_id": "iterations",
        "person_id": "people",
        "account_uid": "accounts",
        "assigned_to_id": "accounts",
        "by_id": "accounts",
        "owner_id": "accounts",
        "run_id": "runs",
        "rule_id": "rules",
        "finding_uid": "findings",
    } -%}
    {%- for ending, table in tables.items() if ("_" ~ name).endswith("_" ~ ending) -%}
        {%- if loop.first -%}
            {{ return(table) }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(none) }}
{%- endmacro %}

{#- True for numbers of things, efforts and costs; shares, days, ranks and ids are not added up. -#}
{% macro is_usually_additive(column) -%}
    {%- set endings = [
        "_items", "_count", "_effort", "_findings", "_dependencies", "_cost", "_saving", "_arrivals", "_departures",
        "_throughput", "_wip",
    ] -%}
    {%- set found = [] -%}
    {%- for ending in endings if ("_" ~ column.name).endswith(ending) -%}
        {%- do found.append(ending) -%}
    {%- endfor -%}
    {{ return(column.data_type in ("bigint", "integer", "double") and found | length > 0) }}
{%- endmacro %}

{#- The rows of `dictionary`, in the order of `dictionary_columns`; one of nulls while dbt parses. -#}
{% macro dictionary_rows() -%}
    {%- for column in published_columns() %}
    (
        {{ text_literal(column.table_name) }},
        {{ text_literal(column.column_name) }},
        {{ type_name(column.data_type) }},
        {{ text_literal(column.description) }},
        {{ column.is_key }},
        {{ text_literal(column.references_table) }},
        {{ column.is_additive }}
    ){{ "," if not loop.last }}
    {%- else %}
    (null, null, null, null, null, null, null)
    {%- endfor %}
{%- endmacro %}

{#- A text as a string of SQL; null if there is none. -#}
{% macro text_literal(text) -%}
    {{ "null" if text is none else "'" ~ text | replace("'", "''") ~ "'" }}
{%- endmacro %}
