{#- Evidence of findings, taken apart. -#}

{#-
    What a member of the JSON `evidence` is, by the ending of its key: of the members that are numbers, and of those that are
    strings. Any other number is a number; any other string is none of the kinds.
-#}
{% macro evidence_endings() -%}
    {{ return({
        "number": {"rev": "revision", "id": "work_item"},
        "text": {"by_id": "account", "username": "account", "team": "team", "iteration_path": "iteration"},
    }) }}
{%- endmacro %}

{% macro evidence_kind(key, number, text) -%}
    case
        {%- for ending, kind in evidence_endings().number.items() %}
        when {{ number }} is not null and {{ has_ending(key, ending) }} then '{{ kind }}'
        {%- endfor %}
        when {{ number }} is not null then 'number'
        {%- for ending, kind in evidence_endings().text.items() %}
        when {{ text }} is not null and {{ has_ending(key, ending) }} then '{{ kind }}'
        {%- endfor %}
    end
{%- endmacro %}

{#- What an id of `evidence_ids` is: a number is a work item, and any other id what findings on such subjects are based on. -#}
{% macro evidence_id_kind(subject_type, id) -%}
    case
        when {{ matches_completely(id, '[0-9]+') }} then 'work_item'
        when {{ subject_type }} in ('work_item', 'team', 'team_iteration') then 'iteration'
        when {{ subject_type }} = 'account' then 'team'
        when {{ subject_type }} = 'person' then 'account'
    end
{%- endmacro %}

{#- True if a name is an ending, or ends with it after an underscore. -#}
{% macro has_ending(name, ending) -%}
    right('_' || {{ name }}, {{ ending | length + 1 }}) = '_{{ ending }}'
{%- endmacro %}
