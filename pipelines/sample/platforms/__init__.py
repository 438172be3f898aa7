"""The other platforms of the sample organization, and the local server that speaks for them."""

from pipelines.sample.platforms.context import PLATFORM_SECRET, Caps, PlatformRecords
from pipelines.sample.platforms.server import RunningPlatforms, serve_platforms

__all__ = ["PLATFORM_SECRET", "Caps", "PlatformRecords", "RunningPlatforms", "serve_platforms"]
