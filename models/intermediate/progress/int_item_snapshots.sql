with

revisions as (

    select * from {{ ref('int_owned_revisions') }}
    where backlog_level in ('portfolio', 'requirement')

),

fields as (

    select * from {{ ref('stg_azure_devops__work_item_revisions') }}

),

order_fields as (

    select
        team_id,
        min(reference_name) as order_field
    from {{ ref('stg_azure_devops__team_backlog_fields') }}
    where lower(purpose) = 'order'
    group by team_id

),

final as (

    select
        snapshots.work_item_id,
        snapshots.rev,
        snapshots.first_snapshot,
        snapshots.last_snapshot,
        revisions.backlog_level,
        revisions.project_id,
        revisions.is_selected,
        revisions.team_id,
        revisions.team_name,
        revisions.defined_type as work_item_type,
        revisions.state,
        revisions.state_category,
        revisions.is_deleted,
        {{ local_date('fields.target_at', 'target_days') }} as target_date,
        {{ effort_in('fields.other_fields', 'revisions.effort_field') }} as effort,
        case
            when order_fields.order_field is not null
                then {{ json_number('fields.other_fields', 'order_fields.order_field') }}
            else coalesce(
                {{ json_number('fields.other_fields', "'Microsoft.VSTS.Common.StackRank'") }},
                {{ json_number('fields.other_fields', "'Microsoft.VSTS.Common.BacklogPriority'") }}
            )
        end as stack_rank
    from {{ ref('int_revision_snapshots') }} as snapshots
    inner join revisions on snapshots.work_item_id = revisions.work_item_id and snapshots.rev = revisions.rev
    inner join fields on snapshots.work_item_id = fields.work_item_id and snapshots.rev = fields.rev
    left join order_fields on revisions.team_id = order_fields.team_id
    left join {{ ref('stg_run__calendar_days') }} as target_days
        on cast(fields.target_at as date) = target_days.calendar_date

)

select * from final
