with

source as (

    select * from {{ source('raw', 'work_item_relations') }}

),

-- An artifact URI is vstfs:///tool/type/id.
final as (

    select
        work_item_id,
        position,
        rev,
        lower(rel) = 'hyperlink' as is_hyperlink,
        url as artifact_uri,
        lower(split_part(url, '/', 4)) || '/' || lower(split_part(url, '/', 5)) as artifact_type,
        {{ replace_pattern('url', '^vstfs:///[^/]*/[^/]*/', "''") }} as encoded_artifact_id,
        name as link_name,
        {{ without_addresses('comment') }} as link_comment,
        {{ utc_timestamp('authorized_date') }} as added_at,
        {{ utc_timestamp('resource_created_date') }} as resource_created_at
    from source

)

select * from final
