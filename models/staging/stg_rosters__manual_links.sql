with

source as (

    select * from {{ source('raw', 'manual_links') }}

),

final as (

    select
        line_number,
        lower(platform) as platform_key,
        account_uid,
        person_id,
        is_same
    from source

)

select * from final
