{#- Whether a row of `int_revisions` is its item's revision in force before an instant. -#}
{% macro is_valid_before(revisions, instant) -%}
    (
        {{ revisions }}.changed_at < {{ instant }}
        and coalesce({{ revisions }}.valid_to >= {{ instant }}, true)
    )
{%- endmacro %}

{#- Whether a revision says that its item is blocked, in one of the three ways of doing so. -#}
{% macro says_blocked(revisions) -%}
    (
        coalesce(lower({{ revisions }}.state) = 'blocked', false)
        or {{ has_tag(revisions ~ ".tags", "blocked") }}
        or coalesce({{ json_text(revisions ~ ".other_fields", "Microsoft.VSTS.CMMI.Blocked") }} = 'Yes', false)
    )
{%- endmacro %}
