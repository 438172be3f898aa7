-- A made-up organization, written into the raw tables: $items items, as of $as_of.
--
-- Blocks of a hundred items: an epic, its features, their stories and bugs, their tasks, test cases. One block in ten
-- belongs to the first team, so that a model which grows with the square of a team or of a sprint shows.

create temp macro pick(id, purpose, choices) as cast(hash(id, purpose) % choices as bigint);
create temp macro guid(kind, id) as cast(cast(md5(kind || ' ' || id) as uuid) as varchar);
create temp macro some_text(id, words) as repeat('As a passenger I want to sleep ' || id || '. ', words);

create temp table items as
select
    id,
    case when (id // 100) % 10 = 0 then 0 else 1 + id // 600 end as team,
    case
        when id % 100 = 0 then 'Epic'
        when id % 100 < 5 then 'Feature'
        when id % 100 < 50 then 'User Story'
        when id % 100 < 65 then 'Bug'
        when id % 100 < 98 then 'Task'
        else 'Test Case'
    end as work_item_type,
    case
        when id % 100 = 0 then null
        when id % 100 < 5 then id - id % 100
        when id % 100 < 50 then id - id % 100 + 1 + pick(id, 'parent', 4)
        else id - id % 100 + 5 + pick(id, 'parent', 45)
    end as parent,
    case when id % 500 = 77 then 300 else 10 + pick(id, 'revisions', 6) end as revisions,
    timestamp '2026-06-30 17:00' - to_hours(1 + pick(id, 'created', 500 * 24)) as created_at,
    to_days(cast(case when pick(id, 'long', 20) = 0 then 300 else 3 + pick(id, 'life', 40) end as integer)) as life,
    case
        when pick(id, 'fate', 100) < 60 then 'closed'
        when pick(id, 'fate', 100) < 64 then 'removed'
        when pick(id, 'fate', 100) < 79 then 'active'
        else 'waiting'
    end as fate
from range($items) as numbers (id);

create temp table teams as
select
    team,
    team // 8 as project,
    'Project ' || team // 8 as project_name,
    'Team ' || team as team_name,
    1000 * (team // 8) as root_node,
    1000 * (team // 8) + 100 + 10 * (team % 8) as area_node
from (select unnest(range(max(team) + 1)) as team from items);

create temp table sprints as
select
    sprint,
    'Sprint ' || sprint as sprint_name,
    cast(date '2025-09-29' + cast(14 * sprint as integer) as timestamptz) as start_date,
    cast(date '2025-10-10' + cast(14 * sprint as integer) as timestamptz) as finish_date
from range(21) as numbers (sprint);

create temp table users as
select
    team,
    10 * team + member as person,
    'Person ' || (10 * team + member) as display_name,
    'person.' || (10 * team + member) || '@benchmark.example' as mail
from teams, range(10) as numbers (member);

create temp table revisions as
with steps as (
    select
        items.*,
        step,
        step / (revisions - 1) as progress,
        created_at + to_microseconds(cast(
            epoch_us(least(life, timestamp '2026-06-30 17:30' - created_at)) * (step / (revisions - 1)) as bigint
        )) as changed_at,
        step = revisions - 1 as is_last,
        10 * team + pick(id, 'assignee', 10) as assignee
    from items, range(revisions) as numbers (step)
)
select
    *,
    case
        when progress < 0.25 or fate = 'waiting' then 'New'
        when fate = 'active' or progress < 0.7 then 'Active'
        when fate = 'removed' then if(is_last, 'Removed', 'Active')
        when pick(id, 'reopened', 20) = 0 and progress < 0.8 then 'Closed'
        else if(progress < 0.95, 'Resolved', 'Closed')
    end as state,
    case
        when changed_at >= timestamp '2025-09-29' and (progress > 0.15 and fate <> 'waiting' or id % 3 = 0)
            then cast(least(date_diff('day', timestamp '2025-09-29', changed_at) // 14, 19) as bigint)
    end as sprint,
    case when progress > 0.2 and pick(id, 'estimated', 10) > 0 then 1 + pick(id, 'effort', 8) end as effort
from steps;

insert into raw.projects by name
select distinct
    guid('project', project) as id, project_name as name, 'wellFormed' as state, 'Agile' as process_name,
    guid('team', 8 * project) as default_team_id, true as is_selected
from teams;

insert into raw.teams by name
select guid('team', team) as id, team_name as name, guid('project', project) as project_id from teams;

insert into raw.team_members by name
select
    guid('team', team) as team_id, guid('person', person) as id, display_name, mail as unique_name,
    'aad.' || person as descriptor, false as is_container, false as is_deleted_in_origin,
    person % 10 = 0 as is_team_admin
from users;

insert into raw.team_settings by name
select
    guid('team', team) as team_id, guid('project', project) as project_id, 'asRequirements' as bugs_behavior,
    'monday,tuesday,wednesday,thursday,friday' as working_days
from teams;

insert into raw.team_field_values by name
select
    guid('team', team) as team_id, 'System.AreaPath' as field,
    project_name || '\' || team_name as value, true as include_children
from teams;

insert into raw.team_iterations by name
select
    guid('team', team) as team_id, guid('sprint', project || '/' || sprint) as id, sprint_name as name,
    project_name || '\' || sprint_name as path, start_date, finish_date
from teams, sprints;

insert into raw.team_backlogs by name
select guid('team', team) as team_id, backlog.*
from teams, (values
    ('Microsoft.EpicCategory', 'Epics', 'portfolio', 40, 'Epic'),
    ('Microsoft.FeatureCategory', 'Features', 'portfolio', 30, 'Feature'),
    ('Microsoft.RequirementCategory', 'Stories', 'requirement', 20, 'User Story'),
    ('Microsoft.TaskCategory', 'Tasks', 'task', 10, 'Task')
) as backlog (id, name, type, rank, work_item_type);

insert into raw.team_backlog_fields by name
select
    guid('team', team) as team_id, 'Effort' as type, 'Microsoft.VSTS.Scheduling.StoryPoints' as reference_name
from teams;

insert into raw.classification_nodes by name
select
    guid('project', project) as project_id, root_node as id, guid('area', root_node) as identifier,
    project_name as name, 'area' as structure_type, '\' || project_name || '\Area' as path,
    null as start_date, null as finish_date
from teams where team % 8 = 0
union all
select
    guid('project', project), root_node + 1, guid('sprint', project || '/root'), project_name, 'iteration',
    '\' || project_name || '\Iteration', null, null
from teams where team % 8 = 0
union all
select
    guid('project', project), root_node + 10 + sprint, guid('sprint', project || '/' || sprint), sprint_name,
    'iteration', '\' || project_name || '\Iteration\' || sprint_name, start_date, finish_date
from teams, sprints where team % 8 = 0
union all
select
    guid('project', project), area_node + part, guid('area', area_node + part),
    if(part = 0, team_name, 'Part ' || part), 'area',
    '\' || project_name || '\Area\' || team_name || if(part = 0, '', '\Part ' || part), null, null
from teams, range(4) as parts (part);

insert into raw.work_item_types by name
select guid('project', project) as project_id, work_item_type as name, false as is_disabled,
    '["System.Title","Microsoft.VSTS.Common.AcceptanceCriteria"]' as field_names
from (select distinct project from teams), (select distinct work_item_type from items);

insert into raw.work_item_type_states by name
select guid('project', project) as project_id, work_item_type, states.*
from (select distinct project from teams), (select distinct work_item_type from items), (values
    ('New', 'Proposed', 0), ('Active', 'InProgress', 1), ('Resolved', 'Resolved', 2),
    ('Closed', 'Completed', 3), ('Removed', 'Removed', 4)
) as states (name, category, position);

insert into raw.work_item_type_categories by name
select guid('project', project) as project_id, categories.*
from (select distinct project from teams), (values
    ('Microsoft.EpicCategory', 'Epic'), ('Microsoft.FeatureCategory', 'Feature'),
    ('Microsoft.RequirementCategory', 'User Story'), ('Microsoft.BugCategory', 'Bug'),
    ('Microsoft.TaskCategory', 'Task'), ('Microsoft.TestCaseCategory', 'Test Case'),
    ('Microsoft.HiddenCategory', 'Test Case')
) as categories (reference_name, work_item_type);

insert into raw.work_item_revisions by name
select
    id, step + 1 as rev, row_number() over (order by changed_at, id) as watermark,
    project_name as team_project, work_item_type, some_text(id, 2) as title, state, 'Moved' as reason,
    area_node + id % 4 as area_id,
    project_name || '\' || team_name || if(id % 4 = 0, '', '\Part ' || id % 4) as area_path,
    root_node + coalesce(10 + sprint, 1) as iteration_id,
    project_name || coalesce('\Sprint ' || sprint, '') as iteration_path,
    if(progress > 0.1, guid('person', assignee), null) as assigned_to_id,
    if(progress > 0.1, 'Person ' || assignee, null) as assigned_to_name,
    if(progress > 0.1, 'person.' || assignee || '@benchmark.example', null) as assigned_to_unique_name,
    if(progress > 0.1, 'aad.' || assignee, null) as assigned_to_descriptor,
    guid('person', 10 * team) as created_by_id, 'Person ' || 10 * team as created_by_name,
    'person.' || 10 * team || '@benchmark.example' as created_by_unique_name,
    guid('person', assignee) as changed_by_id, 'Person ' || assignee as changed_by_name,
    'person.' || assignee || '@benchmark.example' as changed_by_unique_name,
    created_at::timestamptz as created_date, changed_at::timestamptz as changed_date,
    is_last and pick(id, 'deleted', 100) = 0 as is_deleted,
    case pick(id, 'tag', 30) when 0 then 'blocked' when 1 then 'green; night' end as tags,
    step // 5 as comment_count, false as has_history, 2 as priority,
    id % 3 as external_link_count,
    if(id % 40 = 5, timestamptz '2026-07-15 00:00+00', null) as target_date,
    cast(json_merge_patch(
        json_object(
            'Microsoft.VSTS.Common.Priority', 2, 'Microsoft.VSTS.Common.StackRank', 1e9 / (1 + id),
            'Microsoft.VSTS.Common.ValueArea', 'Business', 'System.AreaLevel1', project_name,
            'System.AreaLevel2', team_name, 'System.IterationLevel1', project_name,
            'Microsoft.VSTS.Common.StateChangeDate', cast(changed_at as varchar),
            'WEF_CAC97798D7DB5E79BF04C0160B9E51E3_Kanban.Column', state,
            'WEF_CAC97798D7DB5E79BF04C0160B9E51E3_System.ExtensionMarker', true
        ),
        if(effort is null, '{}', json_object('Microsoft.VSTS.Scheduling.StoryPoints', effort))
    ) as varchar) as other_fields,
    cast(json_object(
        'System.Description', some_text(id, 6),
        'Microsoft.VSTS.Common.AcceptanceCriteria', if(id % 4 = 0, '<div>-</div>', some_text(id, 2))
    ) as varchar) as long_text,
    md5(concat_ws('|', state, sprint, effort, step // 4)) as content_hash
from revisions inner join teams using (team);

insert into raw.work_item_link_changes by name
with links as (
    select 'System.LinkTypes.Hierarchy' as rel, parent as source_id, id as target_id
    from items where parent is not null
    union
    select 'System.LinkTypes.Related', id, (id + 1 + pick(id, 'related', 900)) % $items
    from items where pick(id, 'is related', 10) < 7
    union
    select
        'System.LinkTypes.Dependency', id,
        (id + if(pick(id, 'backward', 50) = 0, $items - 40, 1 + pick(id, 'successor', 2000))) % $items
    from items where pick(id, 'is predecessor', 10) < 3
),
changes as (
    select *, 'create' as changed_operation, 1 as hours from links
    union all
    select *, 'remove', 2 from links where pick(source_id, target_id, 10) = 0
)
select
    rel, source_id, target_id, changed_operation, changed_operation = 'create' as is_active,
    greatest(sources.created_at, targets.created_at)::timestamptz + to_hours(hours) as changed_date,
    guid('person', 10 * sources.team) as changed_by_id, 'Person ' || 10 * sources.team as changed_by_name,
    guid('project', sources.team // 8) as source_project_id,
    guid('project', targets.team // 8) as target_project_id,
    row_number() over (order by hours, source_id, target_id, rel) as feed_position
from changes
inner join items as sources on source_id = sources.id
inner join items as targets on target_id = targets.id;

insert into raw.user_entitlements by name
select
    $as_of as loaded_at, guid('person', person) as id, 'user' as subject_kind, 'member' as meta_type,
    mail as principal_name, mail as mail_address, 'aad' as origin, guid('origin', person) as origin_id,
    display_name, 'aad.' || person as descriptor, false as is_deleted_in_origin,
    'express' as account_license_type, 'account' as licensing_source, 'active' as status,
    timestamptz '2024-01-01 00:00+00' as date_created,
    $as_of - to_days(cast(pick(person, 'idle', 120) as integer)) as last_accessed_date
from users where pick(person, 'entitled', 20) > 0;

insert into raw.user_entitlement_projects by name
select
    $as_of as loaded_at, guid('person', person) as user_id, guid('project', team // 8) as project_id,
    'Project ' || team // 8 as project_name, 'projectContributor' as group_type
from users where pick(person, 'entitled', 20) > 0;

insert into raw.roster_accounts by name
select
    platform, platform || person as account_uid, 'person.' || person as username, mail as email,
    display_name, if(pick(person, 'left', 30) = 0, 'terminated', 'active') as employment_status,
    'active' as account_status, 'human' as account_type, 'Engineering' as department, false as is_guest,
    false as is_admin, $as_of as loaded_at, person + 2 as line_number
from users, (values ('hr'), ('github')) as platforms (platform)
where platform = 'hr' or pick(person, 'github', 10) < 7;

insert into raw.roster_expectations by name
select 'github' as platform, 'department' as attribute, 'Engineering' as value, 2 as line_number;

insert into raw.snapshot_loads by name
select
    unnest(['user_entitlements', 'user_entitlement_projects', 'roster_hr', 'roster_github']) as resource,
    $as_of as loaded_at;
