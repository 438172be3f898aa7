"""The tables of an audit, each a query over the publication for one period.

Parameters are `from_at` and `until_at`, timestamps in UTC that begin and end the period; `sample_size` and
`seed` select the sample. Each query orders its rows, so that equal inputs give equal files.
"""

CHANGES = """
    select * exclude (organization, as_of, evidence)
    from change_evidence
    where completed_at >= $from_at and completed_at < $until_at
    order by completed_at, work_item_id
"""

EVIDENCE = """
    with changes as (
        select work_item_id, evidence
        from change_evidence
        where completed_at >= $from_at and completed_at < $until_at
    ),

    steps as (
        select work_item_id, 'approved' as step, cast(evidence ->> 'approved_rev' as bigint) as rev
        from changes
        union all
        select work_item_id, 'started', cast(evidence ->> 'started_rev' as bigint) from changes
        union all
        select work_item_id, 'completed', cast(evidence ->> 'completed_rev' as bigint) from changes
    ),

    pieces as (
        select
            steps.work_item_id,
            steps.step as kind,
            'revision ' || steps.rev as reference,
            revisions.changed_at as happened_at,
            revisions.changed_by_id as by_id,
            revisions.changed_by_name as by_name,
            revisions.state as detail,
            cast(null as varchar) as url
        from steps
        inner join work_item_revisions as revisions
            on steps.work_item_id = revisions.work_item_id and steps.rev = revisions.rev
        union all
        select
            changes.work_item_id, 'parent', 'work item ' || parents.work_item_id, null, null, null,
            parents.title, parents.url
        from changes
        inner join work_items as parents
            on parents.work_item_id = cast(changes.evidence ->> 'parent_id' as bigint)
        union all
        select
            links.source_id, 'test', 'work item ' || links.target_id, links.changed_at, links.changed_by_id,
            links.changed_by_name, tests.title, tests.url
        from work_item_links as links
        inner join changes on links.source_id = changes.work_item_id
        left join work_items as tests on links.target_id = tests.work_item_id
        where lower(links.link_type) = 'microsoft.vsts.common.testedby' and links.is_active
        union all
        select
            links.work_item_id, links.kind, links.artifact_uri, links.added_at, null, null, links.comment,
            links.url
        from artifact_links as links
        inner join changes on links.work_item_id = changes.work_item_id
    )

    select * from pieces
    order by work_item_id, happened_at nulls first, kind, reference
"""

FINDINGS = """
    with controls as (
        select rule_id, unnest(coalesce(nullif(string_split(controls, ','), ['']), ['none'])) as control
        from rules
    )

    select
        coalesce(controls.control, 'none') as control,
        findings.* exclude (organization, as_of, run_id)
    from findings
    left join controls on findings.rule_id = controls.rule_id
    where
        findings.first_seen_at < $until_at
        and (findings.resolved_at is null or findings.resolved_at >= $from_at)
    order by control, findings.rule_id, findings.subject_uid
"""

ACCESS = """
    select
        accounts.platform,
        accounts.account_uid,
        accounts.username,
        accounts.email_primary,
        accounts.display_name,
        accounts.account_status,
        accounts.account_type,
        accounts.is_guest,
        accounts.is_admin,
        accounts.license_code,
        accounts.license_type,
        accounts.is_license_paid,
        accounts.created_at,
        accounts.last_sign_in_at,
        accounts.person_id,
        people.display_name as person_name,
        people.employment_status,
        people.end_date as employment_end_date,
        accounts.match_method,
        (
            select string_agg(distinct findings.rule_id, ',' order by findings.rule_id)
            from findings
            where
                findings.status in ('new', 'in_progress')
                and findings.subject_type = 'account'
                and findings.subject_uid = accounts.platform || '/' || accounts.account_uid
        ) as open_findings
    from accounts
    left join people on accounts.person_id = people.person_id
    order by accounts.platform, accounts.account_uid
"""

COVERAGE = """
    select
        runs.started_at,
        runs.run_id,
        coverage.resource,
        coverage.status,
        coverage.is_complete,
        coverage.row_count,
        coverage.message
    from extraction_coverage as coverage
    inner join runs on coverage.run_id = runs.run_id
    where runs.as_of >= $from_at and runs.as_of < $until_at
    order by runs.started_at, runs.run_id, coverage.resource
"""

SAMPLE = """
    with ranked as (
        select
            row_number() over (order by sha256($seed || '/' || work_item_id), work_item_id) as position,
            *
        from audit_changes
    )

    select * from ranked
    where position <= $sample_size
    order by position
"""

TABLES = {
    "changes": CHANGES,
    "evidence": EVIDENCE,
    "findings_by_control": FINDINGS,
    "access_review": ACCESS,
    "coverage": COVERAGE,
    "sample": SAMPLE,
}
"""The query of each table, by the name of its files; the sample is drawn from the table of changes."""
