with

people as (

    select
        own_person_id as person_id,
        display_name
    from {{ ref('int_accounts_of_authority') }}
    where is_first_line

),

addresses as (

    select
        person_id,
        {{ local_part_of(mailbox_of('key_value')) }} as mailbox
    from {{ ref('int_person_keys') }}
    where match_method = 'normalized_email'

),

final as (

    {{ words_from('people', 'person_id', 'display name', 'display_name') }}
    union
    {{ words_from('addresses', 'person_id', 'address', 'mailbox') }}

)

select * from final
where length(words) >= 4
