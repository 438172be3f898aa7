"""The bundled sample organization, and the local server that speaks for it as Azure DevOps does.

Other modules import only what this page names.
"""

from pipelines.sample.api.context import PageSizes, RequestRecord
from pipelines.sample.authentication import SAMPLE_TOKEN, Token
from pipelines.sample.build import (
    build_platform_records,
    build_sample_organization,
    rosters_directory,
)
from pipelines.sample.company import SAMPLE_AS_OF
from pipelines.sample.platforms import PLATFORM_SECRET, serve_platforms
from pipelines.sample.platforms.declared import declared_sample_platforms
from pipelines.sample.server import RunningServer, create_app, serve

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
