with

revisions as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

final as (

    select
        work_item_id,
        rev
    from revisions
    where {{ is_marked_blocked('revisions') }}

)

select * from final
