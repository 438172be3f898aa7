with

-- Columns that a rule does not have are derived from the key of the subject.
located as (

    select
        {{ finding_uid('results.rule_id', 'results.subject_type', 'results.subject_uid') }} as finding_uid,
        results.rule_id,
        results.subject_type,
        results.subject_uid,
        results.is_aggregate,
        results.is_superseded,
        results.severity,
        results.reason,
        results.metric_value,
        results.threshold as rule_threshold,
        results.evidence as rule_evidence,
        results.evidence_ids,
        results.work_item_id,
        results.platform,
        results.account_uid,
        results.since_at,
        results.detail,
        results.estimated_monthly_cost,
        coalesce(results.person_id, accounts.person_id) as person_id,
        coalesce(results.project_id, items.project_id, teams.project_id) as project_id,
        coalesce(results.team_id, items.team_id) as team_id,
        case when results.subject_type = 'work_item' then items.segment_scope_id end as segment_scope_id,
        coalesce(results.subject_url, items.url) as subject_url,
        coalesce(results.subject_name, case results.subject_type
            when 'work_item' then items.title
            when 'account' then {{ account_name('accounts') }}
            when 'person' then {{ person_name('people') }} || ' on ' || results.platform
            when 'dependency' then results.predecessor_id || ' before ' || results.successor_id
            when 'dependency_cycle' then 'items ' || replace(results.evidence_ids, ',', ', ')
            when 'team_iteration' then teams.team_name || ', ' || team_iterations.iteration_name
            when 'state' then results.work_item_type || ' in state "' || results.state || '"'
            when 'organization' then results.resource
        end) as subject_name,
        coalesce(
            results.owner_id,
            items.assigned_to_id,
            case when results.platform = 'azure_devops' then results.account_uid end
        ) as owner_id,
        coalesce(results.owner_name, {{ account_name('accounts') }}, {{ person_name('people') }}) as contact_name,
        case
            when results.owner_name is not null then results.owner_email
            else coalesce(accounts.email_primary, accounts.username, people.email)
        end as contact_email,
        case
            when people.person_id is not null then run_context.authority_platform
            else results.other_platform
        end as other_platform,
        coalesce(results.other_account_uid, people.account_uid) as other_account_uid
    from {{ ref('int_rule_violations') }} as results
    cross join {{ ref('stg_run__run_context') }} as run_context
    inner join {{ ref('int_rule_statuses') }} as statuses
        on results.rule_id = statuses.rule_id and statuses.is_evaluated
    left join {{ ref('int_work_items') }} as items
        on coalesce(results.responsible_item_id, results.work_item_id) = items.work_item_id
    left join {{ ref('int_accounts') }} as accounts
        on results.platform = accounts.platform and results.account_uid = accounts.account_uid
    left join {{ ref('int_people') }} as people
        on results.subject_type = 'person' and results.person_id = people.person_id
    left join {{ ref('int_teams') }} as teams on results.team_id = teams.team_id
    left join {{ ref('int_team_subscriptions') }} as team_iterations
        on results.team_id = team_iterations.team_id and results.iteration_id = team_iterations.iteration_id

),

final as (

    select
        located.*,
        coalesce(located.rule_threshold, {{ threshold_of('located.severity', 'rules_scoped') }}) as threshold,
        {{ severity_id('located.severity') }} as severity_id,
        rules.rule_version,
        rules.family,
        rules.rule_title || coalesce(': ' || coalesce(
            located.subject_name, teams.team_name, case when located.is_aggregate then projects.project_name end
        ), '') as title,
        case when located.is_aggregate then 'share' else rules.metric_name end as metric_name,
        case when located.is_aggregate then 'ratio' else rules.metric_unit end as metric_unit,
        case
            when located.is_aggregate
                then 'Most of the project works like this. Change the practice, or the threshold in thresholds.csv. '
            else ''
        end || rules.remediation as remediation,
        projects.project_name,
        teams.team_name,
        coalesce(located.contact_name, identities.display_name) as owner_name,
        coalesce(located.contact_email, identities.email) as owner_email
    from located
    inner join {{ ref('int_rules') }} as rules on located.rule_id = rules.rule_id
    left join {{ ref('int_rules_scoped') }} as rules_scoped
        on
            located.rule_id = rules_scoped.rule_id
            and coalesce(located.segment_scope_id, {{ rule_scope('located.team_id', 'located.project_id') }})
            = rules_scoped.scope_id
    left join {{ ref('int_unlisted_projects') }} as unlisted_projects
        on located.project_id = unlisted_projects.project_id
    left join {{ ref('int_projects') }} as projects
        on located.project_id = projects.project_id and projects.is_selected
    left join {{ ref('int_teams') }} as teams on located.team_id = teams.team_id
    left join {{ ref('int_identity_emails') }} as identities on located.owner_id = identities.identity_id
    left join {{ ref('int_findings_previous') }} as previous on located.finding_uid = previous.finding_uid
    where unlisted_projects.project_id is null and not coalesce(previous.is_of_left_out_team, false)

)

select * from final
