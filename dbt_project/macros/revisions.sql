{#- Whether a row of `int_revisions_enriched` is its item's revision in force before an instant. -#}
{% macro is_in_force_before(revisions, instant) -%}
    (
        {{ revisions }}.changed_at < {{ instant }}
        and coalesce({{ revisions }}.in_force_until_at >= {{ instant }}, true)
    )
{%- endmacro %}
