"""The ways of reading that are compared, each in a process: `python -m benchmarks.readers NAME URL DIR`.

It prints one line of JSON: seconds, requests, bytes received, peak memory in MiB.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import dlt
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import requests
from dlt.sources.rest_api import rest_api_source

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.directory import Directory
from pipelines.azure_devops.links import link_change_row
from pipelines.azure_devops.resources import LINK_CHANGES, REVISIONS
from pipelines.azure_devops.revisions import revision_row
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.extract import Extraction
from pipelines.sample import SAMPLE_TOKEN

LONG_TEXT = frozenset({"System.Description", "System.History"})


def ours(url: str, folder: Path) -> int:
    """Our extraction and load, all resources but people; a second call reads what is new."""
    directory = Directory(AzureDevOpsClient(parse_organization_url(url), SAMPLE_TOKEN))
    extraction = Extraction(
        directory, folder / "warehouse.duckdb", folder / "dlt", datetime.now(UTC)
    )
    extraction.load_pending()
    extraction.read_organization()
    return directory.client.usage.requests


def floor(url: str, folder: Path) -> int:
    """A bare loop: fetch the pages of both feeds, parse them, write the same columns to Parquet."""
    session = requests.Session()
    session.auth = ("", SAMPLE_TOKEN)
    asked = 0
    for feed in (REVISIONS, LINK_CHANGES):
        with pq.ParquetWriter(folder / f"{feed.name}.parquet", feed.schema) as writer:
            token, is_last, position = None, False, 0
            while not is_last:
                params = {**feed.params, "api-version": "7.1", "continuationToken": token}
                page = orjson.loads(session.get(f"{url}/{feed.path}", params=params).content)
                asked += 1
                token, is_last = page["continuationToken"], page["isLastBatch"]
                if feed is REVISIONS:
                    rows = [revision_row(each, LONG_TEXT) for each in page["values"]]
                else:
                    rows = [
                        link_change_row(each, position + n) for n, each in enumerate(page["values"])
                    ]
                position += len(rows)
                writer.write_table(pa.Table.from_pylist(rows, schema=feed.schema))
    return asked


def default(url: str, folder: Path) -> int:
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
    return 0


READERS: dict[str, Callable[[str, Path], int]] = {"ours": ours, "floor": floor, "default": default}


def main() -> None:
    """Run one reader and print what it took."""
    name, url, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    start = time.perf_counter()
    asked = READERS[name](url, folder)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "requests": asked, "peak_mib": peak}))


if __name__ == "__main__":
    main()
