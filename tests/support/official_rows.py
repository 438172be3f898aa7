"""The organization as Microsoft's client reads it, with the column names of our raw tables.

One function per table. Rows contain only what that client returned.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from tests.support.official_client import OfficialClient, Row

_PLAIN_FIELDS = {
    "watermark": "System.Watermark",
    "team_project": "System.TeamProject",
    "work_item_type": "System.WorkItemType",
    "title": "System.Title",
    "state": "System.State",
    "reason": "System.Reason",
    "area_id": "System.AreaId",
    "area_path": "System.AreaPath",
    "iteration_id": "System.IterationId",
    "iteration_path": "System.IterationPath",
    "tags": "System.Tags",
    "comment_count": "System.CommentCount",
    "priority": "Microsoft.VSTS.Common.Priority",
}
_DATE_FIELDS = {"created_date": "System.CreatedDate", "changed_date": "System.ChangedDate"}
_PEOPLE_FIELDS = {
    "assigned_to": "System.AssignedTo",
    "created_by": "System.CreatedBy",
    "changed_by": "System.ChangedBy",
}


def projects(client: OfficialClient) -> Iterator[Row]:
    for listed in client.core.get_projects():
        project = client.core.get_project(listed.id, include_capabilities=True)
        process = project.capabilities["processTemplate"]
        yield {
            **attributes(project, "id", "name", "state", "visibility", "description"),
            "last_update_time": project.last_update_time,
            "process_name": process["templateName"],
            "process_id": process["templateTypeId"],
            "default_team_id": project.default_team.id,
        }


def teams(client: OfficialClient) -> Iterator[Row]:
    for team in client.teams():
        yield attributes(team, "id", "name", "project_id", "description")


def team_members(client: OfficialClient) -> Iterator[Row]:
    for team in client.teams():
        members = client.core.get_team_members_with_extended_properties(team.project_id, team.id)
        for member in members:
            yield {
                "team_id": team.id,
                **attributes(member.identity, "id", "display_name", "unique_name", "descriptor"),
                **flags(member.identity, "is_container", "is_deleted_in_origin"),
                **flags(member, "is_team_admin"),
            }


def team_settings(client: OfficialClient) -> Iterator[Row]:
    for team, settings in client.settings_of_teams(client.work.get_team_settings):
        yield {
            "team_id": team.id,
            "bugs_behavior": settings.bugs_behavior,
            "working_days": ",".join(settings.working_days),
            "backlog_iteration_id": settings.backlog_iteration.id,
        }


def team_field_values(client: OfficialClient) -> Iterator[Row]:
    for team, areas in client.settings_of_teams(client.work.get_team_field_values):
        for area in areas.values:
            field = {"field": areas.field.reference_name}
            yield {"team_id": team.id, **field, **attributes(area, "value", "include_children")}


def team_iterations(client: OfficialClient) -> Iterator[Row]:
    for team, iterations in client.settings_of_teams(client.work.get_team_iterations):
        for iteration in iterations:
            yield {
                "team_id": team.id,
                **attributes(iteration, "id", "name", "path"),
                **attributes(iteration.attributes, "start_date", "finish_date"),
            }


def team_days_off(client: OfficialClient, since: date) -> Iterator[Row]:
    """Days off in the iterations that end on `since` or later."""
    for team, iterations in client.settings_of_teams(client.work.get_team_iterations):
        context = client.context(team.project_id, team.id)
        for iteration in iterations:
            finish = iteration.attributes.finish_date
            if finish is None or finish.date() < since:
                continue
            for days in client.work.get_team_days_off(context, iteration.id).days_off:
                yield {
                    "team_id": team.id,
                    "iteration_id": iteration.id,
                    "start_date": days.start,
                    "end_date": days.end,
                }


def team_backlogs(client: OfficialClient) -> Iterator[Row]:
    for team, configuration in client.settings_of_teams(client.work.get_backlog_configurations):
        levels = [configuration.task_backlog, configuration.requirement_backlog]
        for level in [*levels, *configuration.portfolio_backlogs]:
            for kind in level.work_item_types:
                yield {
                    "team_id": team.id,
                    **attributes(level, "id", "name", "type", "rank"),
                    "work_item_type": kind.name,
                }


def team_backlog_fields(client: OfficialClient) -> Iterator[Row]:
    for team, configuration in client.settings_of_teams(client.work.get_backlog_configurations):
        for purpose, name in configuration.backlog_fields.type_fields.items():
            yield {"team_id": team.id, "type": purpose, "reference_name": name}


def classification_nodes(client: OfficialClient) -> Iterator[Row]:
    for project in client.core.get_projects():
        nodes = client.items.get_root_nodes(project.id, depth=14)
        while nodes:
            node = nodes.pop()
            nodes += node.children or []
            dates = node.attributes or {}
            yield {
                "project_id": project.id,
                **attributes(node, "id", "identifier", "name", "structure_type", "path"),
                "start_date": timestamp(dates.get("startDate")),
                "finish_date": timestamp(dates.get("finishDate")),
            }


def work_item_types(client: OfficialClient) -> Iterator[Row]:
    for project in client.core.get_projects():
        for kind in client.items.get_work_item_types(project.id):
            named = attributes(kind, "name", "reference_name", "is_disabled")
            yield {"project_id": project.id, **named}


def work_item_type_states(client: OfficialClient) -> Iterator[Row]:
    for project in client.core.get_projects():
        for kind in client.items.get_work_item_types(project.id):
            states = client.items.get_work_item_type_states(project.id, kind.name)
            for position, state in enumerate(states):
                yield {
                    "project_id": project.id,
                    "work_item_type": kind.name,
                    **attributes(state, "name", "category"),
                    "position": position,
                }


def work_item_type_categories(client: OfficialClient) -> Iterator[Row]:
    for project in client.core.get_projects():
        for category in client.items.get_work_item_type_categories(project.id):
            for kind in category.work_item_types:
                yield {
                    "project_id": project.id,
                    "reference_name": category.reference_name,
                    "work_item_type": kind.name,
                }


def fields(client: OfficialClient) -> Iterator[Row]:
    for field in client.items.get_work_item_fields():
        yield {
            **attributes(field, "reference_name", "name", "type", "usage"),
            **flags(field, "is_identity", "is_picklist", "is_deleted"),
        }


def relation_types(client: OfficialClient) -> Iterator[Row]:
    for relation_type in client.items.get_relation_types():
        yield {
            **attributes(relation_type, "reference_name", "name"),
            "usage": relation_type.attributes["usage"],
            "topology": relation_type.attributes.get("topology"),
            "is_enabled": relation_type.attributes["enabled"],
            "is_directional": bool(relation_type.attributes.get("directional")),
            "is_forward": bool(relation_type.attributes.get("isForward")),
            "is_remote": bool(relation_type.attributes.get("remote")),
            "opposite_end_reference_name": relation_type.attributes.get("oppositeEndReferenceName"),
        }


def user_entitlements(client: OfficialClient) -> Iterator[Row]:
    user_names = ("subject_kind", "meta_type", "directory_alias", "domain", "principal_name")
    more_names = ("mail_address", "origin", "origin_id", "display_name", "descriptor")
    level_names = ("account_license_type", "licensing_source", "status", "msdn_license_type")
    for entitlement in client.entitlements.search_user_entitlements().members:
        yield {
            "id": entitlement.id,
            **attributes(entitlement.user, *user_names, *more_names),
            **flags(entitlement.user, "is_deleted_in_origin"),
            **attributes(entitlement.access_level, *level_names),
            **attributes(entitlement.access_level, "license_display_name", "assignment_source"),
            "date_created": entitlement.date_created,
            "last_accessed_date": unless_never(entitlement.last_accessed_date),
        }


def user_entitlement_projects(client: OfficialClient) -> Iterator[Row]:
    for listed in client.entitlements.search_user_entitlements().members:
        user = client.entitlements.get_user_entitlement(listed.id)
        for access in user.project_entitlements:
            yield {
                "user_id": user.id,
                "project_id": access.project_ref.id,
                "project_name": access.project_ref.name,
                "group_type": access.group.group_type,
                "group_display_name": access.group.display_name,
                "assignment_source": access.assignment_source,
            }


def user_entitlement_group_rules(client: OfficialClient) -> Iterator[Row]:
    for listed in client.entitlements.search_user_entitlements().members:
        user = client.entitlements.get_user_entitlement(listed.id)
        for rule in user.group_assignments:
            yield {
                "user_id": user.id,
                "group_id": rule.id,
                "group_display_name": rule.group.display_name,
                **attributes(rule.license_rule, "account_license_type", "licensing_source"),
                "status": rule.status,
            }


def group_entitlements(client: OfficialClient) -> Iterator[Row]:
    for entitlement in client.entitlements.get_group_entitlements():
        yield {
            "id": entitlement.id,
            **attributes(entitlement.group, "display_name", "origin", "origin_id", "descriptor"),
            **attributes(entitlement.license_rule, "account_license_type", "licensing_source"),
            "status": entitlement.status,
            "last_executed": entitlement.last_executed,
        }


def identities(client: OfficialClient, ids: Sequence[str]) -> Iterator[Row]:
    for identity in client.identities.read_identities(identity_ids=",".join(ids)):
        yield {
            **attributes(identity, "id", "descriptor", "subject_descriptor"),
            "display_name": identity.provider_display_name,
            **flags(identity, "is_active", "is_container"),
            "mail": identity.properties["Mail"]["$value"],
            "directory_alias": identity.properties["DirectoryAlias"]["$value"],
        }


def team_group_members(client: OfficialClient, ids: Sequence[str]) -> Iterator[Row]:
    groups = client.identities.read_identities(
        identity_ids=",".join(ids), query_membership="Expanded"
    )
    for group in groups:
        for member_id in group.member_ids:
            yield {"group_id": group.id, "id": member_id}


def work_item_segments(client: OfficialClient, paths: Sequence[str]) -> Iterator[Row]:
    for project in client.core.get_projects():
        folders = client.items.get_queries(project.id, expand="wiql")
        listed = {query.path: query.id for query in folders if query.path in paths}
        for path, query_id in listed.items():
            query = client.items.get_query(project.id, query_id, expand="wiql")
            assert (query.path, query.query_type) == (path, "flat")
            found = client.found(query.wiql, team_context=client.context(project.id))
            for item_id in found:
                yield {"project_id": project.id, "segment": path, "work_item_id": item_id}


def revision(record: Row) -> Row:
    """A revision, from the feed or from its item."""
    source: Row = record["fields"]
    row: Row = {"id": record["id"], "rev": record["rev"]}
    row |= {column: not_empty(source.get(name)) for column, name in _PLAIN_FIELDS.items()}
    row |= {column: timestamp(source.get(name)) for column, name in _DATE_FIELDS.items()}
    for column, name in _PEOPLE_FIELDS.items():
        person = source.get(name) or {}
        row |= {f"{column}_id": person.get("id"), f"{column}_name": person.get("displayName")}
    row["is_deleted"] = source.get("System.IsDeleted", False)
    return row


def as_record(item: Any) -> Row:
    """An item or a revision of it as the feed has them."""
    return {"id": item.id, "rev": item.rev, "fields": item.fields}


def own_fields(source: Row) -> Row:
    """The fields that are not the system's; of an identity the id, as the feed has fewer fields."""
    return {
        name: value["id"] if isinstance(value, dict) else value
        for name, value in source.items()
        if not name.startswith("System.")
    }


def link_changes_of_item(update: Any) -> Iterator[Row]:
    """Yield the links that were added and removed in an update of an item."""
    relations = update.relations
    changes = {"create": relations.added, "remove": relations.removed} if relations else {}
    for operation, links in changes.items():
        for link in links or []:
            yield {
                "item_id": update.work_item_id,
                "changed_date": update.revised_date,
                "changed_by_id": update.revised_by.id,
                "changed_operation": operation,
                "rel_of_item": link.rel,
                "other_id": int(link.url.rpartition("/")[2]),
            }


def link_change(record: Row) -> Row:
    """A row of the link feed."""
    source = record["attributes"]
    return {
        "rel": record["rel"],
        "source_id": source["sourceId"],
        "target_id": source["targetId"],
        "changed_date": timestamp(source["changedDate"]),
        "changed_operation": source["changedOperation"],
        "is_active": source["isActive"],
        "changed_by_id": source["changedBy"]["id"],
        "source_project_id": source["sourceProjectId"],
        "target_project_id": source["targetProjectId"],
        "remote_host_name": source.get("remoteHostName"),
    }


def attributes(model: Any, *names: str) -> Row:
    """Return attributes of the client's object under our column names."""
    return {name: not_empty(getattr(model, name)) for name in names}


def flags(model: Any, *names: str) -> Row:
    """The same for booleans; the service omits false ones."""
    return {name: getattr(model, name) is True for name in names}


def timestamp(text: str | None) -> datetime | None:
    """Return a timestamp that the client leaves as a string."""
    return datetime.fromisoformat(text) if text else None


def not_empty(value: Any) -> Any:
    """Return none for an empty string, which is not stored."""
    return None if value == "" else value


def unless_never(moment: datetime) -> datetime | None:
    """Return none for a date of the year 1, which is not stored."""
    return moment if moment.year > 1 else None


TABLES = (
    projects,
    teams,
    team_members,
    team_settings,
    team_field_values,
    team_iterations,
    team_backlogs,
    team_backlog_fields,
    classification_nodes,
    work_item_types,
    work_item_type_states,
    work_item_type_categories,
    fields,
    relation_types,
    user_entitlements,
    user_entitlement_projects,
    user_entitlement_group_rules,
    group_entitlements,
)
