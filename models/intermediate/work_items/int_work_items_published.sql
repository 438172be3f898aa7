with

revisions as (

    select * from {{ ref('int_work_item_revisions') }}

),

described as (

    select * from {{ ref('int_work_items') }}

),

final as (

    select
        revisions.*,
        described.parent_id,
        described.effort,
        described.priority,
        described.backlog_level,
        described.team_id,
        described.team_name,
        described.url
    from revisions
    inner join described on revisions.work_item_id = described.work_item_id and revisions.rev = described.rev

)

select * from final
