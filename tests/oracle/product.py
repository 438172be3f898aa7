"""Run the product on an organization, in this process."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
from rich.console import Console

from pipelines import run as run_module
from pipelines import warehouse
from pipelines.console.progress import Progress
from pipelines.run import run
from pipelines.settings import Settings, load_settings
from sample_organization import SAMPLE_TOKEN, serve
from sample_organization.azure_devops.authentication import SCOPES, Token
from sample_organization.model.organization import NEVER
from tests.oracle.comparison import (
    Difference,
    assert_costs_fit_the_bill,
    differences,
    published_tables,
)
from tests.oracle.licenses import EntitlementLoad
from tests.oracle.packing import Packed
from tests.oracle.rosters import Rosters
from tests.oracle.run_parameters import RunParameters


def publish(
    parameters: RunParameters,
    data_dir: Path,
    rosters_of: Rosters | None = None,
    earlier_loads: Sequence[EntitlementLoad] = (),
    **variables: str,
) -> Path:
    """Run the product with the settings of `parameters`; return the published database.

    After the extraction, `earlier_loads` are added to the warehouse.
    """
    rosters = data_dir / "rosters"
    rosters.mkdir(parents=True, exist_ok=True)
    switches = [f"{rule_id},is_enabled,true" for rule_id in parameters.switched_on]
    (rosters / "thresholds.csv").write_text("\n".join(("rule_id,parameter,value", *switches)))
    lines = ["project,work_item_type,state,category", *map(",".join, parameters.state_categories)]
    (rosters / "state_categories.csv").write_text("\n".join(lines))
    lines = ["project,work_item_type,state", *map(",".join, parameters.approval_states)]
    (rosters / "approval_states.csv").write_text("\n".join(lines))
    lines = ["project,marker,name", *map(",".join, parameters.blocked_markers)]
    (rosters / "blocked_markers.csv").write_text("\n".join(lines))
    (rosters_of or Rosters()).write(rosters)
    authority = (
        {"SOURCES__ROSTERS__AUTHORITY": parameters.authority} if parameters.authority else {}
    )
    settings = {
        "SOURCES__ROSTERS__DIRECTORY": str(rosters),
        "ADO_FINDINGS__DATA_DIR": str(data_dir),
        "ADO_FINDINGS__AS_OF": parameters.as_of.isoformat(),
        "ADO_FINDINGS__TIME_ZONE": parameters.time_zone,
        "ADO_FINDINGS__VELOCITY_PLANNING_DAYS": str(parameters.velocity_planning_days),
        "ADO_FINDINGS__VELOCITY_INCOMPLETE_CATEGORIES": json.dumps(
            sorted(parameters.velocity_incomplete_categories)
        ),
        "ADO_FINDINGS__BULK_EDIT_ITEMS": str(parameters.bulk_edit_items),
        "ADO_FINDINGS__DEPENDENCY_LINK_TYPES": json.dumps(parameters.dependency_link_types),
        "ADO_FINDINGS__SEGMENTS": json.dumps(parameters.segments),
        "RUNTIME__LOG_LEVEL": "CRITICAL",
        **authority,
        **variables,
    }
    with patch.dict(os.environ, settings), _before_the_build(earlier_loads):
        return run(load_settings(), Progress(Console(stderr=True))).published


def own_loads(
    data_dir: Path, earlier_loads: Sequence[EntitlementLoad] = ()
) -> tuple[datetime, ...]:
    """Return the times of the complete loads of entitlements that runs made."""
    [warehouse_path] = data_dir.rglob("warehouse.duckdb")
    with warehouse.connect(warehouse_path) as connection:
        rows = connection.sql(
            "select loaded_at from raw.snapshot_loads where resource = 'user_entitlements' order by 1"
        ).fetchall()
    earlier = {load.loaded_at for load in earlier_loads}
    return tuple(loaded_at for (loaded_at,) in rows if loaded_at not in earlier)


@contextmanager
def _before_the_build(loads: Sequence[EntitlementLoad]) -> Iterator[None]:
    """Add earlier loads of entitlements when a run has extracted."""
    build = run_module._build_and_publish

    def with_loads(settings: Settings, *arguments: Any) -> Path:
        with warehouse.connect(settings.warehouse) as connection:
            for load in loads:
                _add(connection, load)
        return build(settings, *arguments)

    with patch.object(run_module, "_build_and_publish", with_loads):
        yield


def _add(connection: duckdb.DuckDBPyConnection, load: EntitlementLoad) -> None:
    rows = [
        (
            load.loaded_at,
            user.identity.id,
            user.license,
            user.licensing_source,
            user.msdn_license,
            user.github_license,
            user.status,
            user.assignment_source,
            user.created,
            None if user.last_accessed == NEVER else user.last_accessed,
        )
        for user in load.users
    ]
    connection.executemany(
        "insert into raw.user_entitlements by name select ? as loaded_at, ? as id, "
        "? as account_license_type, ? as licensing_source, ? as msdn_license_type, "
        "? as git_hub_license_type, ? as status, ? as assignment_source, "
        "cast(? as timestamptz) as date_created, cast(? as timestamptz) as last_accessed_date",
        rows,
    )
    if load.is_complete:
        connection.execute(
            "insert into raw.snapshot_loads by name "
            "select 'user_entitlements' as resource, ? as loaded_at, ? as row_count",
            [load.loaded_at, len(rows)],
        )


def differences_when_served(
    packed: Packed, parameters: RunParameters, data_dir: Path
) -> dict[int, list[Difference]]:
    """Serve organizations, run the product on them, and return the differences by number."""
    scopes = SCOPES - {"vso.memberentitlementmanagement"} if parameters.denied else SCOPES
    whole = packed.whole()
    earlier_loads = [] if parameters.denied else whole.earlier_loads
    with serve(whole, tokens={SAMPLE_TOKEN: Token(scopes)}) as server:
        parameters = replace(parameters, organization_url=server.url)
        database = publish(
            parameters,
            data_dir,
            whole.rosters,
            earlier_loads,
            SOURCES__AZURE_DEVOPS__ORGANIZATION_URL=server.url,
            SOURCES__AZURE_DEVOPS__ACCESS_TOKEN=SAMPLE_TOKEN,
        )
    parameters = replace(parameters, loaded_at=own_loads(data_dir, earlier_loads))
    expected, published = packed.expected_tables(parameters), published_tables(database)
    assert_costs_fit_the_bill(expected["accounts"], published["findings"])
    found: dict[int, list[Difference]] = {}
    for difference in differences(expected, published):
        found.setdefault(packed.number_of(difference), []).append(difference)
    return found
