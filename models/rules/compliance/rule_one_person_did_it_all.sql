with

changes as (

    select
        *,
        created_by_id = started_by_id and started_by_id = completed_by_id as is_one_person
    from {{ ref('int_change_evidence') }}
    where
        not is_imported
        and created_by_id is not null
        and started_by_id is not null
        and completed_by_id is not null

)

select
    work_item_id,
    case when is_one_person then 'informational' end as severity,
    work_item_type || ' ' || work_item_id || ' was created, started and completed by '
    || case when is_one_person then 'one person.' else 'several people.' end as reason,
    completed_by_id as owner_id,
    {{ json_of(['created_by_id', 'started_by_id', 'completed_by_id', 'completed_at']) }} as evidence
from changes
