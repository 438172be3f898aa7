with

segments as (

    select distinct segment_key
    from {{ ref('stg_rosters__thresholds') }}
    where segment_key is not null

),

memberships as (

    select distinct
        results.work_item_id,
        segments.segment_key
    from {{ ref('stg_azure_devops__work_item_segments') }} as results
    inner join segments on results.segment_key = segments.segment_key
    where results.work_item_id is not null

),

combinations as (

    select
        work_item_id,
        {{ join_text('segment_key', '/') }} as segment_keys
    from memberships
    group by work_item_id

),

latest_revisions as (

    select * from {{ ref('int_owned_revisions') }}
    where is_latest

),

final as (

    select
        memberships.work_item_id,
        memberships.segment_key,
        {{ rule_scope('latest_revisions.team_id', 'latest_revisions.project_id') }} as outer_scope_id,
        {{ rule_scope('latest_revisions.team_id', 'latest_revisions.project_id') }}
        || '/' || combinations.segment_keys as scope_id
    from memberships
    inner join combinations on memberships.work_item_id = combinations.work_item_id
    inner join latest_revisions on memberships.work_item_id = latest_revisions.work_item_id

)

select * from final
