with

account_names as (

    select
        *,
        {{ explode_text('words', ' ') }} as word
    from {{ ref('int_account_words') }}
    where place = 'display name'

),

person_names as (

    select
        *,
        {{ explode_text('words', ' ') }} as word
    from {{ ref('int_person_words') }}
    where place = 'display name'

),

-- A word that many people bear compares everybody with everybody.
telling_words as (

    select word
    from person_names
    group by word
    having count(distinct person_id) <= 100

),

compared as (

    select
        account_names.platform,
        account_names.account_uid,
        person_names.person_id,
        account_names.original as account_name,
        person_names.original as person_name,
        max({{ text_similarity('account_names.words', 'person_names.words') }}) as similarity
    from account_names
    inner join telling_words on account_names.word = telling_words.word
    inner join person_names
        on account_names.word = person_names.word and account_names.words <> person_names.words
    group by
        account_names.platform,
        account_names.account_uid,
        person_names.person_id,
        account_names.original,
        person_names.original

),

final as (

    select
        platform,
        account_uid,
        person_id,
        'similar_name' as match_method,
        account_name || ' resembles ' || person_name || ' (' || round(similarity, 2) || ')' as match_evidence
    from compared
    where similarity >= 0.92

)

select * from final
