"""Accounts of other platforms, read from roster files, through APIs, or from exports.

A platform is declared in a section `[sources.platforms.<name>]`, which names its connector. Every connector
returns accounts with the same fields as roster files.
"""

from pipelines.accounts.declared import Platform, declared_platforms
from pipelines.accounts.reader import PlatformReadError, probe_platform, read_platform

__all__ = ["Platform", "PlatformReadError", "declared_platforms", "probe_platform", "read_platform"]
