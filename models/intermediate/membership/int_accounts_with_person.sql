with

authority_accounts as (

    select * from {{ ref('int_accounts_of_authority') }}

),

matched as (

    select * from {{ ref('int_accounts_matched') }}

),

final as (

    select
        platform,
        account_uid,
        own_person_id as person_id,
        'authority' as match_method,
        cast(1 as double) as match_confidence,
        'row of the authority roster' as match_evidence
    from authority_accounts
    union all
    select
        platform,
        account_uid,
        person_id,
        match_method,
        match_confidence,
        match_evidence
    from matched

)

select * from final
