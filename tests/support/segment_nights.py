"""Loads of segments only, into one warehouse."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines import warehouse
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.extract.coverage import Coverage, CoverageLog
from pipelines.extract.loader import Loader
from pipelines.extract.segments import load_segments
from pipelines.http.rate_limit import Throttle
from sample_organization import SAMPLE_TOKEN

FIRST_NIGHT = datetime(2026, 6, 1, tzinfo=UTC)
SegmentRows = list[tuple[str, int]]


class SegmentNights:
    """Loads of segments, one after the other."""

    def __init__(self, folder: Path, night: int = 0) -> None:
        self._path = folder / "warehouse.duckdb"
        self._folder = folder
        self._night = night

    def load(self, url: str, *segments: str, selection: Sequence[str] = ()) -> Coverage:
        """Load what an earlier load left behind, then the segments, and return their coverage."""
        self._night += 1
        throttle = Throttle(sleep=lambda seconds: None)
        client = AzureDevOpsClient(
            parse_organization_url(url), SAMPLE_TOKEN, throttle=throttle, max_attempts=1
        )
        organization = AzureDevOpsOrganization(client, selection)
        loaded_at = FIRST_NIGHT + timedelta(days=self._night)
        coverage = CoverageLog(client)
        loader = Loader(self._path, self._folder / "dlt", loaded_at)
        loader.load_pending()
        load_segments(organization, loader, coverage, segments)
        [entry] = coverage.entries
        return entry

    def rows(self) -> SegmentRows:
        """Return the segments with their items."""
        with warehouse.connect(self._path) as connection:
            return connection.sql(
                "select segment, work_item_id from raw.work_item_segments "
                "where work_item_id is not null order by all"
            ).fetchall()
