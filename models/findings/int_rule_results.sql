with

-- `make docs` writes this list from the files in models/rules.
results as (

    {{ union_rules([
        ref('rule_account_without_person'),
        ref('rule_aging_beyond_expectation'),
        ref('rule_blocked_without_link'),
        ref('rule_changed_after_close'),
        ref('rule_closed_with_open_children'),
        ref('rule_completed_without_code_link'),
        ref('rule_contractor_expired'),
        ref('rule_cross_team_dependency_unowned'),
        ref('rule_dependency_broken'),
        ref('rule_dependency_cycle'),
        ref('rule_dependency_late'),
        ref('rule_dependency_unscheduled'),
        ref('rule_dependency_violated'),
        ref('rule_duplicate_accounts'),
        ref('rule_guest_unreviewed'),
        ref('rule_incomplete_extract'),
        ref('rule_link_target_unreadable'),
        ref('rule_low_delivery_reliability'),
        ref('rule_missing_acceptance_criteria'),
        ref('rule_missing_on_platform'),
        ref('rule_more_started_than_finished'),
        ref('rule_offboarded_but_active'),
        ref('rule_open_with_all_children_closed'),
        ref('rule_orphan'),
        ref('rule_overdue_iteration'),
        ref('rule_oversized'),
        ref('rule_paid_license_inactive'),
        ref('rule_paid_license_never_used'),
        ref('rule_paid_license_without_project'),
        ref('rule_reopened_repeatedly'),
        ref('rule_repeated_rollover'),
        ref('rule_scope_creep'),
        ref('rule_service_account_privileged'),
        ref('rule_skipped_states'),
        ref('rule_stale_in_progress'),
        ref('rule_team_member_without_entitlement'),
        ref('rule_throughput_gap'),
        ref('rule_unestimated_near_start'),
        ref('rule_unknown_state'),
        ref('rule_unowned_in_progress'),
        ref('rule_unstable_velocity'),
        ref('rule_velocity_drop'),
        ref('rule_work_assigned_outside_project'),
        ref('rule_work_assigned_to_inactive'),
        ref('rule_work_assigned_without_entitlement'),
        ref('rule_zombie'),
    ]) }}

),

final as (

    select
        results.*,
        rule_catalogue.subject_type,
        {{ subject_uid('rule_catalogue.subject_type', 'results') }} as subject_uid
    from results
    left join {{ ref('rule_catalogue') }} as rule_catalogue on results.rule_id = rule_catalogue.rule_id

)

select * from final
