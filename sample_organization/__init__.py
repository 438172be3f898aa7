"""The bundled sample organization, and the local server that speaks for it as Azure DevOps does.

Other modules import only what this page names.
"""

from sample_organization.api.context import PageSizes, RequestRecord
from sample_organization.authentication import SAMPLE_TOKEN, Token
from sample_organization.build import (
    build_platform_records,
    build_sample_organization,
    rosters_directory,
)
from sample_organization.company import SAMPLE_AS_OF
from sample_organization.platforms import PLATFORM_SECRET, serve_platforms
from sample_organization.platforms.declared import declared_sample_platforms
from sample_organization.server import RunningServer, create_app, serve

__all__ = [
    "PLATFORM_SECRET",
    "SAMPLE_AS_OF",
    "SAMPLE_TOKEN",
    "PageSizes",
    "RequestRecord",
    "RunningServer",
    "Token",
    "build_platform_records",
    "build_sample_organization",
    "create_app",
    "declared_sample_platforms",
    "rosters_directory",
    "serve",
    "serve_platforms",
]
