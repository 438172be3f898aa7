with

account_words as (

    select * from {{ ref('int_account_words') }}

),

person_words as (

    select * from {{ ref('int_person_words') }}

),

final as (

    select
        account_words.platform,
        account_words.account_uid,
        person_words.person_id,
        case
            when account_words.place = 'display name' and person_words.place = 'display name' then 'name'
            else 'login'
        end as match_method,
        account_words.original || ' (' || account_words.platform || ' ' || account_words.place
        || ') has the words of ' || person_words.original || ' (' || person_words.place || ')'
            as match_evidence
    from account_words
    inner join person_words on account_words.words = person_words.words

)

select * from final
