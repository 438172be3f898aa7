"""The organization that a command asks: the configured one, or the sample organization."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sample_organization
from pipelines.accounts import Platform, declared_platforms
from pipelines.accounts.rosters import platform_files
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.settings import Connection, Settings


@dataclass(frozen=True)
class Subject:
    """Which organization is described, and up to when its history goes: to `ends_at`, or to now."""

    connection: Connection
    public_url: str
    ends_at: datetime | None = None
    platforms: tuple[Platform, ...] = ()


@contextmanager
def subject_of(settings: Settings) -> Iterator[Subject]:
    """The configured organization, or the sample organization served for as long as the block lasts."""
    if settings.connection:
        yield Subject(
            settings.connection, settings.connection.urls.core, platforms=declared_platforms()
        )
        return
    organization = sample_organization.build_sample_organization()
    records = sample_organization.build_platform_records()
    with (
        sample_organization.serve(organization) as server,
        sample_organization.serve_platforms(records) as neighbours,
    ):
        connection = Connection(
            parse_organization_url(server.url), sample_organization.SAMPLE_TOKEN
        )
        platforms = sample_organization.declared_sample_platforms(neighbours.url)
        yield Subject(connection, organization.url, sample_organization.SAMPLE_AS_OF, platforms)


def kinds_of_platforms(settings: Settings) -> dict[str, str]:
    """The kind of each platform that a run reads, by name. Nothing is sent."""
    if settings.is_sample:
        platforms = sample_organization.declared_sample_platforms("http://127.0.0.1")
    else:
        platforms = declared_platforms()
    files = dict.fromkeys(platform_files(roster_folder(settings)), "file")
    return files | {platform.name: platform.kind.name for platform in platforms}


def roster_folder(settings: Settings) -> Path:
    """Where the users' files are. The sample organization has its own, and never reads the user's."""
    return (
        sample_organization.rosters_directory() if settings.is_sample else settings.roster_directory
    )
