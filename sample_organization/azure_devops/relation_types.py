"""Types of links between work items, and of links to other resources (scope vso.work)."""

from dataclasses import dataclass

from flask import Blueprint, Response

from sample_organization.azure_devops.context import Json, list_response, organization

relation_types = Blueprint("relation_types", __name__)


@dataclass(frozen=True)
class LinkType:
    """A link type that every process has; one without an opposite name has no direction."""

    reference_name: str
    name: str
    opposite_name: str | None = None
    topology: str = "dependency"
    is_remote: bool = False


LINK_TYPES = (
    LinkType("Microsoft.VSTS.Common.Affects", "Affects", "Affected By"),
    LinkType("Microsoft.VSTS.TestCase.SharedParameterReferencedBy", "Referenced By", "References"),
    LinkType("Microsoft.VSTS.Common.TestedBy", "Tested By", "Tests"),
    LinkType("Microsoft.VSTS.TestCase.SharedStepReferencedBy", "Test Case", "Shared Steps"),
    LinkType("System.LinkTypes.Remote.Dependency", "Produces For", "Consumes From", is_remote=True),
    LinkType("System.LinkTypes.Duplicate", "Duplicate", "Duplicate Of", "tree"),
    LinkType("System.LinkTypes.Dependency", "Successor", "Predecessor"),
    LinkType("System.LinkTypes.Hierarchy", "Child", "Parent", "tree"),
    LinkType("System.LinkTypes.Related", "Related", topology="network"),
    LinkType("System.LinkTypes.Remote.Related", "Remote Related", None, "network", True),
)
RESOURCE_LINKS = {
    "AttachedFile": "Attached File",
    "Hyperlink": "Hyperlink",
    "ArtifactLink": "Artifact Link",
}


@relation_types.get("/_apis/wit/workitemrelationtypes")
def list_relation_types() -> Response:
    """List the link types, with a row for each direction, then the links to other resources."""
    links = [row for link_type in LINK_TYPES for row in _directions(link_type)]
    resources = [
        _relation(reference_name, name, {"usage": "resourceLink"})
        for reference_name, name in RESOURCE_LINKS.items()
    ]
    return list_response([*links, *resources])


def _directions(link_type: LinkType) -> list[Json]:
    attributes = {
        "usage": "workItemLink",
        "acyclic": link_type.topology != "network",
        "directional": link_type.opposite_name is not None,
        "singleTarget": link_type.topology != "tree",
        "topology": link_type.topology,
        "remote": link_type.is_remote,
    }
    if link_type.opposite_name is None:
        return [_relation(link_type.reference_name, link_type.name, attributes)]
    ends = [f"{link_type.reference_name}-{direction}" for direction in ("Forward", "Reverse")]
    return [
        _relation(
            reference_name,
            name,
            attributes | {"isForward": is_forward, "oppositeEndReferenceName": opposite},
        )
        for reference_name, opposite, name, is_forward in (
            (ends[0], ends[1], link_type.name, True),
            (ends[1], ends[0], link_type.opposite_name, False),
        )
    ]


def _relation(reference_name: str, name: str, attributes: Json) -> Json:
    return {
        "attributes": {"editable": False, "enabled": True, **attributes},
        "referenceName": reference_name,
        "name": name,
        "url": f"{organization().url}/_apis/wit/workItemRelationTypes/{reference_name}",
    }
