"""A simulated Azure DevOps organization and the local servers that respond for it.

Other packages import only the names in `__all__`.
"""

from sample_organization.aurora_sleeper.build import (
    build_platform_records,
    build_sample_organization,
    past_directory,
    rosters_directory,
    write_sample_rosters,
)
from sample_organization.aurora_sleeper.company import SAMPLE_AS_OF
from sample_organization.aurora_sleeper.saved_queries import SAMPLE_SEGMENTS
from sample_organization.azure_devops.authentication import SAMPLE_TOKEN, Token
from sample_organization.azure_devops.context import PageSizes, RequestRecord
from sample_organization.azure_devops.server import RunningServer, create_app, serve
from sample_organization.platforms import PLATFORM_SECRET, serve_platforms
from sample_organization.platforms.declared import declared_sample_platforms

__all__ = [
    "PLATFORM_SECRET",
    "SAMPLE_AS_OF",
    "SAMPLE_SEGMENTS",
    "SAMPLE_TOKEN",
    "PageSizes",
    "RequestRecord",
    "RunningServer",
    "Token",
    "build_platform_records",
    "build_sample_organization",
    "create_app",
    "declared_sample_platforms",
    "past_directory",
    "rosters_directory",
    "serve",
    "serve_platforms",
    "write_sample_rosters",
]
