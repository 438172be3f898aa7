"""Expected rows of the supporting tables: projects, teams, iterations, items, revisions, links."""

from datetime import datetime

from sample_organization.model.organization import Identity
from tests.oracle.items import Item, Snapshot
from tests.oracle.ownership import (
    Ownership,
    effort_field,
    owner_columns,
    person_columns,
    project_columns,
)
from tests.oracle.velocity import Row
from tests.oracle.world import World

PRIORITY = "Microsoft.VSTS.Common.Priority"


def projects(world: World) -> list[Row]:
    """One row per project."""
    return [
        {"project_id": project.id, "project_name": project.name, "process": project.process.name}
        for project in world.organization.projects
    ]


def project_members(world: World) -> list[Row]:
    """One row per project and account that is entitled to it."""
    return [
        {
            "project_id": access.project.id,
            "account_uid": user.identity.id,
            "role": access.group_type,
        }
        for user in world.entitlements
        for access in user.access
    ]


def teams(world: World) -> list[Row]:
    """One row per team."""
    return [
        {
            "team_id": team.id,
            "team_name": team.name,
            "project_id": project.id,
            "effort_field": effort_field(project),
            "bugs_behavior": team.bugs_behavior,
        }
        for project, team in world.teams
    ]


def team_members(world: World) -> list[Row]:
    """One row per team and person or service that is a member, directly or through a group."""
    return [
        {
            "team_id": team.id,
            "account_uid": member.identity.id,
            "is_team_admin": member.is_team_admin,
        }
        for _, team in world.teams
        for member in world.people_of(team)
    ]


def iterations(world: World) -> list[Row]:
    """One row per iteration, the root of each project included."""
    return [
        {
            "iteration_id": node.identifier,
            "project_id": project.id,
            "iteration_name": node.name,
            "iteration_path": node.path,
            "start_date": node.start,
            "finish_date": node.finish,
        }
        for project in world.organization.projects
        for node in project.iterations.walk()
    ]


def team_iterations(world: World) -> list[Row]:
    """One row per team and iteration that it subscribed to."""
    return [
        {
            "team_id": team.id,
            "iteration_id": node.identifier,
            "iteration_path": node.path,
            "start_date": node.start,
            "finish_date": node.finish,
        }
        for _, team in world.teams
        for node in team.iterations
    ]


def work_items(world: World, ownership: Ownership) -> list[Row]:
    """One row per item, deleted ones included."""
    return [
        {
            **_revision(world, item, item.current),
            "team_id": owner_columns(ownership, item)["team_id"],
            "is_imported": item.is_imported,
            "parent_id": world.parents.get(item.id),
            "effort": ownership.effort(item.current),
            "priority": item.current.number(PRIORITY),
            "backlog_level": ownership.level(item.current),
            "url": world.url(item),
        }
        for item in world.located_items
    ]


def work_item_revisions(world: World) -> list[Row]:
    """One row per revision."""
    return [
        {
            "rev": snapshot.rev,
            "is_bulk_edit": snapshot.is_bulk_edit,
            **_revision(world, item, snapshot),
        }
        for item in world.located_items
        for snapshot in item.snapshots
    ]


def _revision(world: World, item: Item, snapshot: Snapshot) -> Row:
    changed_by = snapshot.fields["System.ChangedBy"]
    return {
        "work_item_id": item.id,
        **project_columns(snapshot),
        "work_item_type": snapshot.type,
        "title": snapshot.title,
        "state": snapshot.state,
        "state_category": snapshot.category,
        "area_path": snapshot.area_path,
        "iteration_path": snapshot.iteration_path,
        **person_columns(world, snapshot),
        "created_at": snapshot.timestamp("System.CreatedDate") or item.snapshots[0].changed_at,
        "changed_at": snapshot.changed_at,
        "changed_by_id": getattr(changed_by, "id", None),
        "is_deleted": snapshot.is_deleted,
        "tags": snapshot.text("System.Tags"),
        "custom_fields": _custom_fields(world, snapshot),
    }


def _custom_fields(world: World, snapshot: Snapshot) -> dict[str, object]:
    """The fields that are neither the system's nor long text nor people."""
    long_text = {field.reference_name for field in world.organization.fields if field.is_long_text}
    return {
        name: value
        for name, value in snapshot.fields.items()
        if not (name.startswith("System.") or name in long_text or isinstance(value, Identity))
    }


def work_item_links(world: World) -> list[Row]:
    """Return one row per link that ever existed."""
    return [
        {
            "link_type": link.rel,
            "source_id": link.source_id,
            "target_id": link.target_id,
            "is_active": link.is_active,
            "changed_at": datetime.fromisoformat(link.changed_date),
        }
        for link in world.links
    ]
