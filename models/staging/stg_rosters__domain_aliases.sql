with

source as (

    select * from {{ source('raw', 'domain_aliases') }}

),

final as (

    select
        line_number,
        alias,
        domain
    from source

)

select * from final
