with

open_items as (

    select * from {{ ref('int_aging_bands') }}

),

final as (

    select
        project_id,
        count(*) as open_items,
        count(case when aging_band <> 'fresh' then 1 end) as aging_items
    from open_items
    group by project_id

)

select * from final
