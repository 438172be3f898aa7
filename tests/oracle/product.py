"""Run the product on an organization, in this process."""

import json
import os
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from rich.console import Console

from pipelines.console.progress import Progress
from pipelines.run import run
from pipelines.settings import load_settings
from sample_organization import SAMPLE_TOKEN, serve
from sample_organization.azure_devops.authentication import SCOPES, Token
from tests.oracle.comparison import Difference, differences, published_tables
from tests.oracle.packing import Packed
from tests.oracle.rosters import Rosters
from tests.oracle.run_parameters import RunParameters


def publish(
    parameters: RunParameters, data_dir: Path, rosters_of: Rosters | None = None, **variables: str
) -> Path:
    """Run the product with the settings of `parameters`; return the published database."""
    rosters = data_dir / "rosters"
    rosters.mkdir(parents=True, exist_ok=True)
    switches = [f"{rule_id},is_enabled,true" for rule_id in parameters.switched_on]
    (rosters / "thresholds.csv").write_text("\n".join(("rule_id,parameter,value", *switches)))
    lines = ["project,work_item_type,state,category", *map(",".join, parameters.state_categories)]
    (rosters / "state_categories.csv").write_text("\n".join(lines))
    lines = ["project,work_item_type,state", *map(",".join, parameters.approval_states)]
    (rosters / "approval_states.csv").write_text("\n".join(lines))
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
    with patch.dict(os.environ, settings):
        return run(load_settings(), Progress(Console(stderr=True))).published


def differences_when_served(
    packed: Packed, parameters: RunParameters, data_dir: Path
) -> dict[int, list[Difference]]:
    """Serve organizations, run the product on them, and return the differences by number."""
    scopes = SCOPES - {"vso.memberentitlementmanagement"} if parameters.denied else SCOPES
    with serve(packed.whole(), tokens={SAMPLE_TOKEN: Token(scopes)}) as server:
        parameters = replace(parameters, organization_url=server.url)
        database = publish(
            parameters,
            data_dir,
            packed.whole().rosters,
            SOURCES__AZURE_DEVOPS__ORGANIZATION_URL=server.url,
            SOURCES__AZURE_DEVOPS__ACCESS_TOKEN=SAMPLE_TOKEN,
        )
    found: dict[int, list[Difference]] = {}
    for difference in differences(packed.expected_tables(parameters), published_tables(database)):
        found.setdefault(packed.number_of(difference), []).append(difference)
    return found
