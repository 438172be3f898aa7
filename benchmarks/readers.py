"""The readers that are compared, one per process: `python -m benchmarks.readers NAME URL DIR`.

It prints one line of JSON: seconds of wall time and of CPU time, and peak memory in MiB, including child
processes.
"""

import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import dlt
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import requests
from dlt.sources.rest_api import rest_api_source

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.resources.revisions import REVISIONS, revision_row
from pipelines.azure_devops.resources.work_item_links import LINK_CHANGES, link_change_row
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.extract.coverage import CoverageLog
from pipelines.extract.extraction import load_organization
from pipelines.extract.loader import Loader
from pipelines.extract.relations import load_relations
from sample_organization import SAMPLE_TOKEN

LONG_TEXT = frozenset({"System.Description", "System.History"})


def ours(url: str, folder: Path) -> None:
    """Our extraction and load, all resources but people; a second call reads what is new."""
    client = AzureDevOpsClient(parse_organization_url(url), SAMPLE_TOKEN)
    loader = Loader(folder / "warehouse.duckdb", folder / "dlt", datetime.now(UTC))
    loader.load_pending()
    load_organization(AzureDevOpsOrganization(client), loader, CoverageLog(client))


def with_relations(url: str, folder: Path) -> None:
    """The same, and then what every item links to, as the first run does it."""
    client = AzureDevOpsClient(parse_organization_url(url), SAMPLE_TOKEN)
    organization, coverage = AzureDevOpsOrganization(client), CoverageLog(client)
    loader = Loader(folder / "warehouse.duckdb", folder / "dlt", datetime.now(UTC))
    loader.load_pending()
    load_organization(organization, loader, coverage)
    load_relations(organization, loader, coverage)


def floor(url: str, folder: Path) -> None:
    """A bare loop: fetch the pages of both feeds, parse them, write the same columns to Parquet."""
    session = requests.Session()
    session.auth = ("", SAMPLE_TOKEN)
    for feed in (REVISIONS, LINK_CHANGES):
        with pq.ParquetWriter(folder / f"{feed.name}.parquet", feed.schema) as writer:
            token, is_last, position = None, False, 0
            while not is_last:
                params = {**feed.params, "api-version": "7.1", "continuationToken": token}
                page = orjson.loads(session.get(f"{url}/{feed.path}", params=params).content)
                token, is_last = page["continuationToken"], page["isLastBatch"]
                if feed is REVISIONS:
                    rows = [revision_row(each, LONG_TEXT) for each in page["values"]]
                else:
                    rows = [
                        link_change_row(each, position + n) for n, each in enumerate(page["values"])
                    ]
                position += len(rows)
                writer.write_table(pa.Table.from_pylist(rows, schema=feed.schema))


def default(url: str, folder: Path) -> None:
    """The same feeds through dlt's rest_api source with its default settings."""
    source = rest_api_source(
        {
            "client": {
                "base_url": url,
                "auth": {"type": "http_basic", "username": "", "password": SAMPLE_TOKEN},
                "paginator": {
                    "type": "cursor",
                    "cursor_path": "continuationToken",
                    "cursor_param": "continuationToken",
                    "stop_after_empty_page": True,
                },
            },
            "resources": [
                {
                    "name": feed.name,
                    "endpoint": {
                        "path": feed.path,
                        "params": {**feed.params, "api-version": "7.1"},
                        "data_selector": "values",
                    },
                }
                for feed in (REVISIONS, LINK_CHANGES)
            ],
        }
    )
    pipeline = dlt.pipeline(
        "default",
        pipelines_dir=str(folder / "default"),
        destination=dlt.destinations.duckdb(str(folder / "default.duckdb")),
        dataset_name="raw",
    )
    pipeline.run(source)


READERS: dict[str, Callable[[str, Path], None]] = {
    "ours": ours,
    "with_relations": with_relations,
    "floor": floor,
    "default": default,
}


def resident_mib() -> float:
    """Memory of this process and of those that it started."""
    tasks = Path("/proc/self/task").glob("*/children")
    processes = [os.getpid(), *(int(each) for task in tasks for each in task.read_text().split())]
    pages = 0
    for process in processes:
        with suppress(OSError):  # the process has just ended
            pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


@contextmanager
def peak_of(measure: Callable[[], float]) -> Iterator[list[float]]:
    """Yield a list whose only item becomes the peak memory, sampled ten times a second during the block."""
    peak, is_over = [measure()], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.1):
            peak[0] = max(peak[0], measure())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        is_over.set()
        watcher.join()


def main() -> None:
    """Run one reader and print its figures."""
    name, url, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    start, cpu_start = time.perf_counter(), _cpu_seconds()
    with peak_of(resident_mib) as peak:
        READERS[name](url, folder)
    figures = {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": _cpu_seconds() - cpu_start,
        "peak_mib": peak[0],
    }
    print(json.dumps(figures))


def _cpu_seconds() -> float:
    """Of this process, and of those that it started and that have ended."""
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + others.ru_utime + others.ru_stime


if __name__ == "__main__":
    main()
