with

raised as (

    select * from {{ ref('int_findings_raised') }}

),

membership_rules as (

    select * from {{ ref('int_rules') }}
    where family = 'membership'

),

gaps as (

    select
        raised.*,
        membership_rules.scope_type
    from raised
    inner join membership_rules on raised.rule_id = membership_rules.rule_id

),

scoped as (

    select
        *,
        '' as scope
    from gaps
    where scope_type is null
    union all
    select
        *,
        {{ explode_ids('evidence_ids') }} as scope
    from gaps
    where scope_type is not null

),

final as (

    select
        rule_id as gap_type,
        platform,
        account_uid,
        person_id,
        scope_type,
        scope,
        severity,
        owner_name,
        owner_email,
        other_platform,
        other_account_uid,
        since_at,
        detail,
        case
            when row_number() over (partition by finding_uid order by scope) = 1
                then estimated_monthly_cost
        end as estimated_monthly_cost
    from scoped

)

select * from final
