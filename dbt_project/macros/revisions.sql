{#- True if a row of `int_revisions` is the valid revision of its item just before a timestamp. -#}
{% macro is_valid_before(revisions, timestamp) -%}
    (
        {{ revisions }}.changed_at < {{ timestamp }}
        and coalesce({{ revisions }}.valid_to >= {{ timestamp }}, true)
    )
{%- endmacro %}

{#- True if a revision marks its item as blocked: by state, tag or field. -#}
{% macro is_marked_blocked(revisions) -%}
    (
        {{ is_blocked_by_state(revisions) }}
        or {{ is_blocked_by_tag(revisions) }}
        or {{ is_blocked_by_field(revisions) }}
    )
{%- endmacro %}

{% macro is_blocked_by_state(revisions) -%}
    coalesce(lower({{ revisions }}.state) = 'blocked', false)
{%- endmacro %}

{% macro is_blocked_by_tag(revisions) -%}
    {{ has_tag(revisions ~ ".tags", "blocked") }}
{%- endmacro %}

{#- Most revisions do not have the field, and a search for its name is cheaper than parsing. -#}
{% macro is_blocked_by_field(revisions) -%}
    coalesce(
        case
            when {{ revisions }}.other_fields like '%Microsoft.VSTS.CMMI.Blocked%'
                then {{ json_text(revisions ~ ".other_fields", "Microsoft.VSTS.CMMI.Blocked") }} = 'Yes'
        end,
        false
    )
{%- endmacro %}

{#-
    What decides which teams own a revision: its area, and with values of team fields its project and these values.
    Takes rows of `int_revision_locations` and of `int_revision_team_values`.
-#}
{% macro ownership_key(locations, team_values) -%}
    coalesce(
        coalesce(lower({{ locations }}.area_path), '')
        || '|' || {{ locations }}.project_id
        || '|' || {{ team_values }}.team_values_key,
        lower({{ locations }}.area_path)
    )
{%- endmacro %}

{#-
    True if an item was imported: its revisions are close to each other, long after its creation. Takes a relation with
    the earliest and the latest `changed_at`, and the row of `import_limits` for its project.
-#}
{% macro is_imported(history, created_at, limits) -%}
    coalesce(
        cast({{ history }}.earliest_changed_at as date) = cast({{ history }}.latest_changed_at as date)
        and {{ elapsed_days(history ~ ".earliest_changed_at", history ~ ".latest_changed_at") }}
        <= {{ limits }}.revision_minutes / 1440.0
        and {{ elapsed_days(created_at, history ~ ".earliest_changed_at") }} >= {{ limits }}.created_days,
        false
    )
{%- endmacro %}

{#- How close and how late the revisions of an imported item are, by project. -#}
{% macro import_limits() -%}
    select
        scope_id as project_id,
        window_size as revision_minutes,
        factor * 365 as created_days
    from {{ ref('int_rules_of_teams') }}
    where rule_id = 'imported_history'
{%- endmacro %}
