"""The oracle and the product agree on the sample organization."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines import sample
from pipelines.sample import SAMPLE_AS_OF, build_sample_organization, rosters_directory
from pipelines.sample.organization import Organization
from tests.oracle.comparison import differences, published_tables
from tests.oracle.expectation import expected_tables
from tests.oracle.product import publish
from tests.oracle.question import Question

URL = "https://dev.azure.com/aurora-sleeper"
PRESENT = Question(SAMPLE_AS_OF, URL)
# A Sunday on which clocks go forward, in the middle of a sprint.
PAST = Question(
    datetime(2026, 3, 29, 11, 30, tzinfo=UTC),
    URL,
    time_zone="Europe/Berlin",
    velocity_planning_days=2,
)


@pytest.fixture(scope="module")
def organization() -> Organization:
    return build_sample_organization()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all questions: only the first run has to read everything."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def thresholds_of_the_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The oracle knows no others."""
    copy = shutil.copytree(rosters_directory(), tmp_path / "rosters")
    (copy / "thresholds.csv").unlink()
    monkeypatch.setattr(sample, "rosters_directory", lambda: copy)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(PRESENT, id="present"),
        pytest.param(PAST, id="past", marks=pytest.mark.exhaustive),
    ],
)
def test_product_agrees_with_oracle(
    organization: Organization, question: Question, data_dir: Path
) -> None:
    database = publish(question, data_dir)

    unlike = differences(expected_tables(organization, question), published_tables(database))

    assert not unlike, "\n".join(["", *map(str, unlike[:40])])
