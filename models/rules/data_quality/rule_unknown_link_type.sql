with

named as (

    select
        organization,
        {{ explode_text('dependency_link_types', ',') }} as link_type
    from {{ ref('stg_run__run_context') }}

),

known as (

    select link_type
    from {{ ref('stg_azure_devops__relation_types') }}
    where is_between_work_items
    group by link_type

),

-- Without any known link type there is nothing to compare with: the next run reads them.
compared as (

    select
        named.organization,
        named.link_type,
        known.link_type as known_link_type,
        {{ text_similarity('lower(named.link_type)', 'lower(known.link_type)') }} as similarity
    from named
    cross join known
    where named.link_type <> ''

),

nearest as (

    select
        organization,
        link_type,
        known_link_type
    from compared
    qualify row_number() over (partition by link_type order by similarity desc, known_link_type asc) = 1

)

select
    organization,
    link_type as resource,
    case when lower(link_type) <> lower(known_link_type) then 'low' end as severity,
    'The setting dependency_link_types names ' || link_type || ', which the organization does not have. Nearest: '
    || known_link_type || '.' as reason,
    {{ json_object({"link_type": "link_type", "nearest_link_type": "known_link_type"}) }} as evidence,
    link_type as evidence_ids
from nearest
