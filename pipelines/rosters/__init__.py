"""Rosters of other platforms: CSV files, one a platform, read whole or not at all."""

from pipelines.rosters.reader import Roster, Rosters, read_rosters

__all__ = ["Roster", "Rosters", "read_rosters"]
