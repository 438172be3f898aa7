"""An organization that is read repeatedly, and its tables after an undisturbed load."""

import pytest

from sample_organization.model.organization import Organization
from tests.support.loading import Runs, Tables, eventful_organization, serving


@pytest.fixture(scope="session")
def eventful() -> Organization:
    return eventful_organization().commit()


@pytest.fixture(scope="session")
def undisturbed(eventful: Organization, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    runs = Runs(tmp_path_factory.mktemp("undisturbed"))
    with serving(eventful) as server:
        runs.load(server.url)
    tables = runs.tables()
    empty = {name for name, rows in tables.items() if not rows}
    assert empty == {"roster_accounts", "roster_expectations", "work_item_segments"}
    return tables


@pytest.fixture
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("runs"))
