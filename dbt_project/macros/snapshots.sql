{#-
    The ranges of snapshots at which a link is active: `source_id`, `target_id`, `first_snapshot` and `last_snapshot`.
    `changes` has rows of `stg_azure_devops__work_item_link_changes`. Links of several types between two items have
    ranges of their own.
-#}
{% macro active_link_snapshots(changes) -%}
    select
        changes.source_id,
        changes.target_id,
        min(snapshots.snapshot_number) as first_snapshot,
        max(snapshots.snapshot_number) as last_snapshot
    from (
        select
            *,
            -- A later change in feed order with an earlier timestamp takes precedence from the start.
            min(changed_at) over (
                partition by link_type, source_id, target_id
                order by feed_position
                rows between 1 following and unbounded following
            ) as valid_to
        from {{ changes }}
    ) as changes
    inner join {{ ref('int_snapshot_times') }} as snapshots
        on {{ is_valid_before('changes', just_after('snapshots.snapshot_at')) }}
    where changes.is_active and lower(changes.changed_operation) <> 'remove'
    group by
        changes.source_id,
        changes.target_id,
        changes.link_type,
        changes.changed_at,
        changes.valid_to
{%- endmacro %}
