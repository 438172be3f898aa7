with

account_terms as (

    select * from {{ ref('int_match_terms') }}
    where account_uid_clear is not null

),

person_terms as (

    select * from {{ ref('int_match_terms') }}
    where person_id_clear is not null

),

equal_terms as (

    select
        account_terms.platform,
        account_terms.account_uid,
        account_terms.account_uid_clear,
        person_terms.person_id,
        person_terms.person_id_clear,
        case
            when account_terms.term_type = 'mailbox' then 'subaddress'
            when account_terms.source_field = 'display name' and person_terms.source_field = 'display name' then 'name'
            else 'login'
        end as match_method,
        case
            when account_terms.term_type = 'mailbox'
                then account_terms.original_clear || ' has the same mailbox as ' || person_terms.original_clear
            else
                account_terms.original_clear || ' (' || account_terms.platform || ' '
                || account_terms.source_field || ') has the same words as ' || person_terms.original_clear
                || ' (' || person_terms.source_field || ')'
        end as match_evidence_clear
    from account_terms
    inner join person_terms
        on
            account_terms.term_type = person_terms.term_type
            and account_terms.term_clear = person_terms.term_clear

),

account_names as (

    select
        *,
        {{ explode_text('term_clear', ' ') }} as word_clear
    from account_terms
    where term_type = 'words' and source_field = 'display name'

),

person_names as (

    select
        *,
        {{ explode_text('term_clear', ' ') }} as word_clear
    from person_terms
    where term_type = 'words' and source_field = 'display name'

),

-- Words that many names contain are excluded: they would compare almost every pair of names.
rare_words as (

    select word_clear
    from person_names
    group by word_clear
    having count(distinct person_id_clear) <= 100

),

similar_names as (

    select
        account_names.platform,
        account_names.account_uid,
        account_names.account_uid_clear,
        person_names.person_id,
        person_names.person_id_clear,
        account_names.original_clear as account_name_clear,
        person_names.original_clear as person_name_clear,
        max({{ text_similarity('account_names.term_clear', 'person_names.term_clear') }}) as similarity
    from account_names
    inner join rare_words on account_names.word_clear = rare_words.word_clear
    inner join person_names
        on
            account_names.word_clear = person_names.word_clear
            and account_names.term_clear <> person_names.term_clear
    group by all

),

final as (

    select * from equal_terms
    union all
    select
        platform,
        account_uid,
        account_uid_clear,
        person_id,
        person_id_clear,
        'similar_name' as match_method,
        account_name_clear || ' is similar to ' || person_name_clear || ' (' || round(similarity, 2) || ')'
            as match_evidence_clear
    from similar_names
    where similarity >= 0.92

)

select * from final
