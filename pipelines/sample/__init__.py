"""The bundled sample organization, and the local server that speaks for it as Azure DevOps does.

Other modules import only what this page names.
"""

from pipelines.sample.api.context import PageSizes, RequestRecord
from pipelines.sample.authentication import SAMPLE_TOKEN, Token
from pipelines.sample.build import build_sample_organization, rosters_directory
from pipelines.sample.company import SAMPLE_AS_OF
from pipelines.sample.server import RunningServer, create_app, serve

__all__ = [
    "SAMPLE_AS_OF",
    "SAMPLE_TOKEN",
    "PageSizes",
    "RequestRecord",
    "RunningServer",
    "Token",
    "build_sample_organization",
    "create_app",
    "rosters_directory",
    "serve",
]
