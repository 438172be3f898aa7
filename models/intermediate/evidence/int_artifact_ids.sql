with

relations as (

    select
        *,
        {{ url_decode('encoded_artifact_id') }} as artifact_path
    from {{ ref('stg_azure_devops__work_item_relations') }}
    where position > 0 and not is_hyperlink

),

artifact_types as (

    select * from {{ ref('artifact_types') }}

),

final as (

    select
        relations.work_item_id,
        relations.position,
        artifact_types.kind,
        lower(nullif({{ pattern_group('relations.artifact_path', 'artifact_types.id_pattern', 1) }}, '')) as project_id,
        lower(nullif({{ pattern_group('relations.artifact_path', 'artifact_types.id_pattern', 2) }}, ''))
            as container_id,
        {{ pattern_group('relations.artifact_path', 'artifact_types.id_pattern', 3) }} as artifact_id,
        artifact_types.page
    from relations
    inner join artifact_types
        on
            relations.artifact_type = artifact_types.artifact_type
            and {{ matches_pattern('relations.artifact_path', 'artifact_types.id_pattern') }}

)

select * from final
