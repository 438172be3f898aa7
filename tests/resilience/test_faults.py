"""Every declared fault, and what an extraction makes of it: the same rows, or a clear failure."""

import re
from pathlib import Path

import pytest

from pipelines.errors import RunFailed
from pipelines.extract.coverage import LoadStatus
from pipelines.http import session
from sample_organization.model.organization import Organization
from tests.support.fault_declarations import (
    FAULTS,
    QUERIES,
    Costs,
    Fails,
    Fault,
    LeavesOut,
    Recovers,
)
from tests.support.faulty_proxy import Rule, Slow, faulty_proxy
from tests.support.loading import Runs, Tables, not_loaded, serving
from tests.support.malformed_records import MALFORMED_RECORDS, RECYCLE_BINS

RELIABILITY = Path(__file__).parents[2] / "docs" / "reliability.md"
ALL_FAULTS = (*FAULTS, *MALFORMED_RECORDS)
SHORT_TIMEOUT_SECONDS = (2, 0.4)
SHORT_ANSWER_SECONDS = 1.5
PARAMETERS = [
    pytest.param(
        fault,
        id=fault.name,
        marks=pytest.mark.representative if fault.is_representative else pytest.mark.exhaustive,
    )
    for fault in ALL_FAULTS
]


@pytest.fixture
def timeouts(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the timeouts for slow responses only: on a busy machine, any response can be late."""
    if isinstance(fault.effect, Slow):
        monkeypatch.setattr(session, "TIMEOUT_SECONDS", SHORT_TIMEOUT_SECONDS)
        monkeypatch.setattr(session, "RESPONSE_SECONDS", SHORT_ANSWER_SECONDS)


@pytest.mark.usefixtures("timeouts")
@pytest.mark.parametrize("fault", PARAMETERS)
def test_fault(fault: Fault, eventful: Organization, undisturbed: Tables, runs: Runs) -> None:
    is_about_the_sweep = fault.path in (QUERIES, RECYCLE_BINS)
    with serving(eventful) as server, faulty_proxy(server.url) as proxy:
        if is_about_the_sweep:
            runs.load(proxy.url)
        proxy.rule = Rule(fault.path, fault.effect, fault.on)
        _disturbed_load(fault.outcome, runs, proxy.url, undisturbed, is_about_the_sweep)
        assert proxy.rule.seen, "the fault was never met"
        proxy.rule = None
        if not isinstance(fault.outcome, Recovers):
            assert not_loaded(runs.load(proxy.url)) == {}
    assert runs.tables() == undisturbed


def _disturbed_load(
    outcome: Recovers | Fails | Costs | LeavesOut,
    runs: Runs,
    url: str,
    undisturbed: Tables,
    with_sweep: bool,
) -> None:
    if isinstance(outcome, Fails):
        with pytest.raises(RunFailed) as failure:
            runs.load(url, with_sweep=with_sweep)
        assert re.search(outcome.message, str(failure.value)), str(failure.value)
        assert failure.value.exit_code == 1
        return
    extraction = runs.load(url, with_sweep=with_sweep)
    if isinstance(outcome, Recovers):
        assert not_loaded(extraction) == {}
        assert sum(runs.waits) >= outcome.waits
        return
    if isinstance(outcome, LeavesOut):
        resources = (outcome.resource, outcome.list_name)
        assert not_loaded(extraction) == dict.fromkeys(resources, LoadStatus.LOADED)
        return
    assert not_loaded(extraction) == dict.fromkeys(outcome.resources, outcome.status)
    tables = runs.tables()
    # Whose identities are looked up depends on the users that are known.
    affected = outcome.resources | {"identities"}
    assert {name for name in tables if tables[name] != undisturbed[name]} <= affected


def test_there_are_enough_faults_and_each_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in ALL_FAULTS}) == len(ALL_FAULTS)
    page = RELIABILITY.read_text()
    assert f"{len(FAULTS)} faults of the server and the network" in page
    assert f"{len(MALFORMED_RECORDS)} kinds of malformed records" in page
