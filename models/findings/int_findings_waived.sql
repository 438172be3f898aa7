with

matched as (

    select * from {{ ref('int_waivers_matched') }}
    where not is_expired

),

ranked as (

    select
        *,
        row_number() over (
            partition by finding_uid
            order by until_date desc nulls first, line_number asc
        ) as waiver_rank
    from matched

),

final as (

    select
        finding_uid,
        line_number,
        reason,
        owner_name,
        until_at
    from ranked
    where waiver_rank = 1

)

select * from final
