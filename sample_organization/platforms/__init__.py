"""The other platforms of the sample organization, and the local server that responds for them."""

from sample_organization.platforms.context import PLATFORM_SECRET, PlatformLimits, PlatformRecords
from sample_organization.platforms.server import RunningPlatforms, serve_platforms

__all__ = [
    "PLATFORM_SECRET",
    "PlatformLimits",
    "PlatformRecords",
    "RunningPlatforms",
    "serve_platforms",
]
