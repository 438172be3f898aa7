{% for model in rule_models() %}
    {{ rule_results(model) }}
    {{ "union all" if not loop.last }}
{% endfor %}
