"""Platforms that are read through their APIs, or from exports of any form.

Each is declared in a section `[sources.platforms.<name>]`. Every kind makes of what it reads accounts of one
shape, which are loaded beside those of the roster files.
"""

from pipelines.accounts.declared import Platform, declared_platforms
from pipelines.accounts.reader import NotRead, probe_platform, read_platform

__all__ = ["NotRead", "Platform", "declared_platforms", "probe_platform", "read_platform"]
