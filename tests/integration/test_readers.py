"""Twenty readers query the published file while fifty publications replace it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.build import publication
from pipelines.warehouse import connect
from tests.support.processes import process_pool
from tests.support.readers import Look, attach, look, look_from
from tests.support.readers import connect as open_file

pytestmark = pytest.mark.xdist_group("readers")

PUBLICATIONS = 50
PROCESSES = 5
READERS_OF_A_PROCESS = (open_file, attach, attach, attach)
ROWS = {"findings": {"odd": 700, "even": 300}, "runs": {"odd": 1, "even": 1}}
ROWS |= {f"mart_{number}": {"odd": 5 * number, "even": 7 * number} for number in range(1, 3)}
TABLES = tuple(ROWS)


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
def readers(end: Path, database: Path) -> Iterator[list[list[Look]]]:
    """Let readers look while the block lasts; what each saw is there after it."""
    seen: list[list[Look]] = []
    with process_pool(PROCESSES) as pool:
        processes = [
            pool.submit(look_from, READERS_OF_A_PROCESS, end, database, TABLES)
            for _ in range(PROCESSES)
        ]
        try:
            yield seen
        finally:
            end.touch()
        for process in processes:
            seen.extend(process.result())


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[list[Look]]:
    folder = tmp_path_factory.mktemp("published")
    warehouses = [warehouse_with(content, folder) for content in ("even", "odd")]
    database = publication.publish(warehouses[0], list(TABLES), folder, "even")
    with readers(folder / "end", database) as seen:
        for number in range(1, PUBLICATIONS + 1):
            path = warehouses[number % 2]
            publication.publish(path, list(TABLES), folder, path.stem)
    seen.append([look(database, TABLES)])
    return seen


def test_every_connection_sees_one_whole_publication(seen: list[list[Look]]) -> None:
    for reader in seen:
        for one in reader:
            [content] = one.contents
            assert one.rows == 2 * tuple(ROWS[table][content] for table in TABLES)
            assert len(one.published_at) == 1


def test_readers_see_publications_of_both_contents_come_and_go(seen: list[list[Look]]) -> None:
    *readers, after = seen
    assert len(readers) == PROCESSES * len(READERS_OF_A_PROCESS) == 20
    assert all(readers), "every reader looked"
    looks = [one for reader in readers for one in reader]
    assert {content for one in looks for content in one.contents} == {"even", "odd"}
    assert len({one.published_at for one in looks}) > PUBLICATIONS / 5
    assert after[0].contents == {"even"}, "the last publication is the one that is there"


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
