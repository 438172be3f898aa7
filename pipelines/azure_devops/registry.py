"""Every resource of Azure DevOps, derived from the modules of `pipelines.azure_devops.resources`.

To add a resource, declare a `Snapshot` or a `Feed` in one of them. Resources are read in the order of
`SCOPES`, then of module names, then of their declaration.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import groupby
from pkgutil import iter_modules
from typing import TypeVar

import pyarrow as pa

from pipelines.azure_devops import resources
from pipelines.azure_devops.declarations import Feed, Snapshot
from pipelines.azure_devops.scopes import SCOPES

Resource = TypeVar("Resource", Snapshot, Feed)


def _declared(resource_type: type[Resource]) -> Iterator[Resource]:
    for module in sorted(found.name for found in iter_modules(resources.__path__)):
        declarations = vars(import_module(f"{resources.__name__}.{module}")).values()
        yield from (value for value in declarations if isinstance(value, resource_type))


def _in_scope_order(declared: Iterator[Resource]) -> tuple[Resource, ...]:
    return tuple(sorted(declared, key=lambda resource: SCOPES.index(resource.scope)))


_ALL_SNAPSHOTS = _in_scope_order(_declared(Snapshot))

SNAPSHOTS = tuple(snapshot for snapshot in _ALL_SNAPSHOTS if snapshot.is_critical)
"""The critical snapshots."""

OPTIONAL_SNAPSHOTS = tuple(
    tuple(group)
    for _, group in groupby(
        (snapshot for snapshot in _ALL_SNAPSHOTS if not snapshot.is_critical),
        key=lambda snapshot: snapshot.load_group or snapshot.name,
    )
)
"""The other snapshots, by load group; a run continues without a group that cannot be read."""

FEEDS = _in_scope_order(_declared(Feed))

CRITICAL_RESOURCES: tuple[Snapshot | Feed, ...] = (*SNAPSHOTS, *FEEDS)
"""What a run cannot do without."""

_ALL_RESOURCES: tuple[Snapshot | Feed, ...] = (*_ALL_SNAPSHOTS, *FEEDS)

RAW_TABLES: Mapping[str, pa.Schema] = {
    resource.name: resource.schema for resource in _ALL_RESOURCES
}
"""The schema of each raw table, by name."""
