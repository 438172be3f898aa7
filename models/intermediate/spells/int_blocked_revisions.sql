with

fields as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

markers as (

    select * from {{ ref('int_blocked_markers') }}

),

distinct_tags as (

    select distinct tags from fields
    where tags is not null

),

tags as (

    select
        tags,
        lower(trim({{ explode_text('tags', ';') }})) as tag_key
    from distinct_tags

),

listed_tags as (

    select distinct
        markers.project_id,
        tags.tags
    from tags
    inner join markers on tags.tag_key = markers.name_key and markers.marker = 'tag'

),

marked as (

    select
        revisions.work_item_id,
        revisions.rev,
        listed_columns.name_key is not null as is_blocked_by_column,
        {{ is_blocked_by_field('fields') }} as is_blocked_by_field,
        {{ is_blocked_by_state('fields') }} as is_blocked_by_state,
        {{ is_blocked_by_tag('fields') }} or listed_tags.tags is not null as is_blocked_by_tag
    from {{ ref('int_revisions') }} as revisions
    inner join fields on revisions.work_item_id = fields.work_item_id and revisions.rev = fields.rev
    left join listed_tags on revisions.project_id = listed_tags.project_id and fields.tags = listed_tags.tags
    left join markers as listed_columns
        on
            revisions.project_id = listed_columns.project_id
            and lower(fields.board_column) = listed_columns.name_key
            and listed_columns.marker = 'column'
    where revisions.is_open

),

final as (

    select * from marked
    where is_blocked_by_column or is_blocked_by_field or is_blocked_by_state or is_blocked_by_tag

)

select * from final
