"""The oracle and the product agree on the sample organization."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import sample_organization
from sample_organization import (
    SAMPLE_AS_OF,
    SAMPLE_SEGMENTS,
    build_sample_organization,
    rosters_directory,
)
from tests.oracle.comparison import differences, published_tables
from tests.oracle.expectation import Tables, expected_tables
from tests.oracle.product import own_loads, publish
from tests.oracle.rosters import StaffedOrganization, read_rosters
from tests.oracle.run_parameters import RunParameters
from tests.support.parsing import models_only

URL = "https://dev.azure.com/aurora-sleeper"
PLATFORMS = {"azure_devops", "hr"}
APPROVAL_STATES = (("", "Product Backlog Item", "Approved"),)  # the sample's own
PRESENT = RunParameters(
    SAMPLE_AS_OF, URL, approval_states=APPROVAL_STATES, segments=SAMPLE_SEGMENTS
)
# A Sunday on which clocks go forward, in the middle of a sprint.
PAST = RunParameters(
    datetime(2026, 3, 29, 11, 30, tzinfo=UTC),
    URL,
    time_zone="Europe/Berlin",
    velocity_planning_days=2,
    approval_states=APPROVAL_STATES,
    segments=SAMPLE_SEGMENTS,
)


@pytest.fixture(scope="module")
def organization() -> StaffedOrganization:
    rosters = read_rosters(rosters_directory(), "hr")
    return StaffedOrganization(**vars(build_sample_organization()), rosters=rosters)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one data folder for all runs: only the first run reads everything."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def thresholds_of_the_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run without the sample's thresholds, because the oracle uses those of the catalogue."""
    copy = shutil.copytree(rosters_directory(), tmp_path / "rosters")
    (copy / "thresholds.csv").unlink()
    monkeypatch.setattr(sample_organization, "rosters_directory", lambda: copy)


@pytest.fixture(autouse=True)
def no_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run without the sample's past, because the oracle describes one run."""
    monkeypatch.setattr(sample_organization, "past_directory", lambda: None)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param(PRESENT, id="present"),
        pytest.param(PAST, id="past"),
    ],
)
def test_product_agrees_with_oracle(
    organization: StaffedOrganization, parameters: RunParameters, data_dir: Path
) -> None:
    with models_only():
        database = publish(parameters, data_dir)

    parameters = replace(parameters, loaded_at=own_loads(data_dir))
    unlike = differences(
        expected_tables(organization, parameters), _known(published_tables(database))
    )

    assert not unlike, "\n".join(["", *map(str, unlike[:40])])


def _known(tables: Tables) -> Tables:
    """Return rows without platforms that are read through APIs, which other tests cover."""
    accounts = [row for row in tables["accounts"] if row["platform"] in PLATFORMS]
    gaps = [row for row in tables["membership_gaps"] if row["platform"] in PLATFORMS]
    findings = [
        row
        for row in tables["findings"]
        if row["family"] != "membership"
        or row["subject_type"] == "organization"
        or PLATFORMS & set(str(row["subject_uid"]).split("/"))
    ]
    return {**tables, "accounts": accounts, "membership_gaps": gaps, "findings": findings}
