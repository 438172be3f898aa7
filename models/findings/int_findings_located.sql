with

raised as (

    select * from {{ ref('int_findings_raised') }}

),

work_items as (

    select * from {{ ref('int_work_items') }}
    where is_selected

),

projects as (

    select * from {{ ref('int_projects') }}
    where is_selected

),

teams as (

    select * from {{ ref('int_teams') }}

),

owners as (

    select * from {{ ref('int_identity_emails') }}

),

-- A rule about an item may leave out what the item says itself.
located as (

    select
        raised.finding_uid,
        raised.owner_name,
        raised.owner_email,
        coalesce(raised.project_id, work_items.project_id) as project_id,
        coalesce(raised.team_id, work_items.team_id) as team_id,
        coalesce(raised.owner_id, work_items.assigned_to_id) as owner_id,
        coalesce(raised.subject_url, work_items.url) as subject_url,
        coalesce(raised.subject_name, work_items.title) as subject_name
    from raised
    left join work_items on raised.work_item_id = work_items.work_item_id

),

final as (

    select
        located.finding_uid,
        located.subject_url,
        located.project_id,
        projects.project_name,
        located.team_id,
        teams.team_name,
        located.owner_id,
        coalesce(located.owner_name, owners.display_name) as owner_name,
        coalesce(located.owner_email, owners.email) as owner_email,
        coalesce(located.subject_name, located.owner_name, teams.team_name) as subject_name
    from located
    left join projects on located.project_id = projects.project_id
    left join teams on located.team_id = teams.team_id
    left join owners on located.owner_id = owners.identity_id

)

select * from final
