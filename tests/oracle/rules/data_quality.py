"""Rules of the family data_quality."""

from collections.abc import Iterator

from sample_organization.azure_devops.relation_types import LINK_TYPES
from tests.oracle.items import Snapshot
from tests.oracle.rules.evaluation import Case, always, case
from tests.oracle.rules.facts import Facts


def unknown_state(facts: Facts) -> Iterator[Case]:
    """Include every revision of items of every type; the spelling is that of the first item."""
    found: dict[tuple[str, str, str], list[Snapshot]] = {}
    for item in sorted(facts.world.located_items, key=lambda one: one.id):
        for snapshot in () if item.current.is_deleted else item.snapshots:
            key = (snapshot.project.id, snapshot.type.lower(), snapshot.state.lower())
            found.setdefault(key, []).append(snapshot)
    for (project_id, _, _), those in found.items():
        first = those[0]
        unknown = first.category == "Unknown"
        yield case(f"{project_id}/{first.type}/{first.state}", always("low"), unknown=unknown)


def link_target_unreadable(facts: Facts) -> Iterator[Case]:
    """Include links of any type; the remote end of a remote link is never readable."""
    for link in facts.world.links:
        ends = {link.source_id, link.target_id}
        yield case(
            f"{link.rel}/{link.source_id}/{link.target_id}",
            always("informational"),
            active=link.is_active,
            not_remote=".remote." not in link.rel.lower(),
            unreadable=not ends <= facts.world.items.keys(),
        )


def unknown_link_type(facts: Facts) -> Iterator[Case]:
    """Compare the names of the setting with the link types of the service, without direction."""
    known = {link_type.reference_name.lower() for link_type in LINK_TYPES}
    for name in facts.world.parameters.dependency_link_types:
        yield case(
            f"{facts.world.organization.name}/{name}",
            always("low"),
            unknown=name.lower() not in known,
        )


def incomplete_extract(facts: Facts) -> Iterator[Case]:
    for resource in facts.world.parameters.denied:
        yield case(f"{facts.world.organization.name}/{resource}", always("high"))
