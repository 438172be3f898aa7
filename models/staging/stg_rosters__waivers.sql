with

source as (

    select * from {{ source('raw', 'waivers') }}

),

final as (

    select
        line_number,
        rule_id,
        subject_uid,
        reason,
        {{ pseudonym('owner') }} as owner_name,
        until as until_date,
        segment
    from source

)

select * from final
