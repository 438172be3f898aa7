"""The other platforms of the sample organization, and the local server that speaks for them."""

from sample_organization.platforms.context import PLATFORM_SECRET, Caps, PlatformRecords
from sample_organization.platforms.server import RunningPlatforms, serve_platforms

__all__ = ["PLATFORM_SECRET", "Caps", "PlatformRecords", "RunningPlatforms", "serve_platforms"]
