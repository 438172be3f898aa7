select
    case
        when status = 'resolved' then 'resolved'
        else baseline_state
    end as change,
    severity,
    severity_id,
    title,
    reason,
    team_name,
    owner_name,
    coalesce(resolved_at, last_seen_at) as changed_at,
    subject_url
from findings
where
    run_id = (select run_id from runs order by started_at desc limit 1)
    and (status = 'resolved' or (is_open and baseline_state in ('new', 'reopened')))
order by change, severity_id desc, title
