with

people as (

    select * from {{ ref('people') }}

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
