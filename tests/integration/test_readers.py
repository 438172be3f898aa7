"""Many readers query the published file while many publications replace it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.build import publication
from pipelines.warehouse import connect
from tests.support.processes import process_pool
from tests.support.readers import Look, attach, look, look_from
from tests.support.readers import connect as open_file

pytestmark = pytest.mark.xdist_group("readers")

READERS_OF_A_PROCESS = (open_file, attach, attach, attach)
READERS_START_WITHIN_SECONDS = 120
ROWS = {"findings": {"odd": 700, "even": 300}, "runs": {"odd": 1, "even": 1}}
ROWS |= {f"mart_{number}": {"odd": 5 * number, "even": 7 * number} for number in range(1, 3)}
TABLES = tuple(ROWS)


class Scale(NamedTuple):
    """How many processes of readers there are, and how many publications they see come and go."""

    processes: int
    publications: int


class Seen(NamedTuple):
    """What each reader saw at a scale, and what a reader sees after it."""

    scale: Scale
    readers: list[list[Look]]
    after: Look


SCALES = [
    pytest.param(Scale(processes=2, publications=20), marks=pytest.mark.representative),
    pytest.param(Scale(processes=5, publications=50), marks=pytest.mark.exhaustive),
]


def warehouse_with(content: str, folder: Path) -> Path:
    """Write a warehouse in which every row of every table names the content."""
    path = folder / f"{content}.duckdb"
    with connect(path) as connection:
        for table, rows in ROWS.items():
            connection.execute(
                f"create table {table} as select '{content}' as content, '{content}' as run_id, "
                f"null::timestamp as finished_at, range as number from range({rows[content]})"
            )
    return path


@contextmanager
def readers(folder: Path, database: Path, processes: int) -> Iterator[list[list[Look]]]:
    """Have readers look while the block lasts; what each saw is there after it."""
    seen: list[list[Look]] = []
    end = folder / "end"
    with process_pool(processes) as pool:
        started = [folder / f"started_{number}" for number in range(processes)]
        looks_of_processes = [
            pool.submit(look_from, READERS_OF_A_PROCESS, start, end, database, TABLES)
            for start in started
        ]
        try:
            deadline = time.monotonic() + READERS_START_WITHIN_SECONDS
            while not all(start.exists() for start in started):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield seen
        finally:
            end.touch()
        for looks in looks_of_processes:
            seen.extend(looks.result())


@pytest.fixture(scope="module", params=SCALES, ids=str)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    scale: Scale = request.param
    folder = tmp_path_factory.mktemp("published")
    warehouses = [warehouse_with(content, folder) for content in ("even", "odd")]
    database = publication.publish(warehouses[0], list(TABLES), folder, "even")
    with readers(folder, database, scale.processes) as seen_by_readers:
        for number in range(1, scale.publications + 1):
            path = warehouses[number % 2]
            publication.publish(path, list(TABLES), folder, path.stem)
    return Seen(scale, seen_by_readers, look(database, TABLES))


def test_every_connection_sees_one_complete_publication(seen: Seen) -> None:
    for reader in (*seen.readers, [seen.after]):
        for reading in reader:
            [content] = reading.contents
            assert reading.rows == 2 * tuple(ROWS[table][content] for table in TABLES)
            assert len(reading.published_at) == 1


def test_readers_see_publications_of_both_contents_come_and_go(seen: Seen) -> None:
    assert len(seen.readers) == seen.scale.processes * len(READERS_OF_A_PROCESS)
    assert all(seen.readers), "every reader looked"
    looks = [reading for reader in seen.readers for reading in reader]
    assert {content for reading in looks for content in reading.contents} == {"even", "odd"}
    assert len({reading.published_at for reading in looks}) > seen.scale.publications / 5
    assert seen.after.contents == {"even"}, "the last publication is the one that is there"


def test_a_process_keeps_a_publication_until_it_has_closed_its_last_connection(
    tmp_path: Path,
) -> None:
    old, new = (warehouse_with(content, tmp_path) for content in ("even", "odd"))
    database = publication.publish(old, list(TABLES), tmp_path, "even")
    with open_file(database):
        publication.publish(new, list(TABLES), tmp_path, "odd")
        assert look(database, TABLES).contents == {"even"}
        assert look(database, TABLES, attach).contents == {"odd"}
    assert look(database, TABLES).contents == {"odd"}
