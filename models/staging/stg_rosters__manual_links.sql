with

source as (

    select * from {{ source('raw', 'manual_links') }}

),

final as (

    select
        line_number,
        lower(platform) as platform_key,
        account_uid as account_uid_clear,
        person_id as person_id_clear,
        is_same
    from source

)

select * from final
