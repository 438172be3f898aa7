with

destroyed as (

    select * from {{ source('raw', 'destroyed_work_items') }}

),

-- Permanently deleted items are excluded at every `as_of`.
existing_items as (

    select distinct revisions.id
    from {{ source('raw', 'work_item_revisions') }} as revisions
    left join destroyed on revisions.id = destroyed.work_item_id
    where destroyed.work_item_id is null

),

identity_fields as (

    select {{ list_of('lower(reference_name)') }} as reference_names
    from {{ source('raw', 'fields') }}
    where is_identity

),

-- An inner join, because DuckDB underestimates the rows of an anti join and then hashes this wide table in later joins.
source as (

    select
        revisions.*,
        identity_fields.reference_names as identity_fields
    from {{ source('raw', 'work_item_revisions') }} as revisions
    inner join existing_items on revisions.id = existing_items.id
    cross join identity_fields

),

final as (

    select
        id as work_item_id,
        rev,
        watermark,
        team_project as team_project_name,
        work_item_type,
        title,
        state,
        reason,
        area_id as area_node_id,
        area_path,
        iteration_id as iteration_node_id,
        iteration_path,
        node_name,
        lower(assigned_to_id) as assigned_to_id,
        {{ pseudonym('assigned_to_name') }} as assigned_to_name,
        assigned_to_name as assigned_to_name_clear,
        {{ pseudonym('assigned_to_unique_name') }} as assigned_to_unique_name,
        assigned_to_unique_name as assigned_to_unique_name_clear,
        assigned_to_descriptor,
        assigned_to_is_container,
        assigned_to_is_deleted_in_origin,
        lower(created_by_id) as created_by_id,
        {{ pseudonym('created_by_name') }} as created_by_name,
        created_by_name as created_by_name_clear,
        {{ pseudonym('created_by_unique_name') }} as created_by_unique_name,
        created_by_unique_name as created_by_unique_name_clear,
        lower(changed_by_id) as changed_by_id,
        {{ pseudonym('changed_by_name') }} as changed_by_name,
        changed_by_name as changed_by_name_clear,
        {{ pseudonym('changed_by_unique_name') }} as changed_by_unique_name,
        changed_by_unique_name as changed_by_unique_name_clear,
        lower(authorized_as_id) as authorized_as_id,
        {{ utc_timestamp('created_date') }} as created_at,
        {{ utc_timestamp('changed_date') }} as changed_at,
        {{ utc_timestamp('authorized_date') }} as authorized_at,
        coalesce(is_deleted, false) as is_deleted,
        tags,
        comment_count,
        has_history as has_comment,
        person_id as system_person_id,
        board_column,
        board_column_done,
        board_lane,
        external_link_count,
        hyperlink_count,
        attached_file_count,
        priority,
        {{ utc_timestamp('target_date') }} as target_at,
        {{ utc_timestamp('finish_date') }} as finish_at,
        {{ without_identities('other_fields', 'identity_fields') }} as other_fields,
        long_text,
        content_hash
    from source

)

select * from final
