{#- True if a Visual Studio subscription pays for the user. The service shows some subscriptions only as the licensing source. -#}
{% macro has_visual_studio() -%}
    (
        coalesce(lower(licensing_source) = 'msdn', false)
        or coalesce(lower(msdn_license_type), 'none') not in ('none', 'eligible', '')
    )
{%- endmacro %}

{#- True if GitHub Enterprise pays for the user. -#}
{% macro has_github_enterprise() -%}
    coalesce(lower(git_hub_license_type), 'none') not in ('none', '')
{%- endmacro %}

{#- `license_type` of a row of `raw.user_entitlements`. -#}
{% macro license_type() -%}
    case
        when {{ has_visual_studio() }} then 'visual_studio'
        when {{ has_github_enterprise() }} then 'github_enterprise'
        when lower(account_license_type) = 'stakeholder' then 'stakeholder'
        when lower(account_license_type) = 'express' then 'basic'
        when lower(account_license_type) = 'advanced' then 'basic_test_plans'
        when coalesce(lower(account_license_type), 'none') = 'none' then 'none'
        else 'other'
    end
{%- endmacro %}

{#- `account_status` of a row of `raw.user_entitlements`. -#}
{% macro account_status() -%}
    case lower(status)
        when 'active' then 'active'
        when 'pending' then 'pending'
        when 'disabled' then 'suspended'
        when 'pendingdisabled' then 'suspended'
        when 'expired' then 'suspended'
        when 'deleted' then 'deprovisioned'
        else 'unknown'
    end
{%- endmacro %}

{#- True if the organization has assigned a license with a price of its own, whoever else pays for the user. -#}
{% macro has_account_license() -%}
    coalesce(
        lower(account_license_type) in ('express', 'advanced', 'professional')
        and lower(licensing_source) = 'account'
        and lower(status) = 'active',
        false
    )
{%- endmacro %}

{#- True if the organization pays for the license. -#}
{% macro is_license_paid() -%}
    ({{ has_account_license() }} and not {{ has_visual_studio() }} and not {{ has_github_enterprise() }})
{%- endmacro %}

{#-
    The position of a paid license among those of its code. The accounts that signed in last have the free licenses,
    because ending the license of another account is what saves money.
-#}
{% macro seat_number(partition_by, accounts) -%}
    row_number() over (
        partition by {{ partition_by }}
        order by
            {{ accounts }}.last_sign_in_at desc nulls last, {{ accounts }}.created_at asc, {{ accounts }}.account_uid asc
    )
{%- endmacro %}
