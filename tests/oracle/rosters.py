"""Organizations with rosters of their people."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sample_organization.model.organization import Organization, Project
from tests.oracle.licenses import EntitlementLoad

Line = dict[str, str]


@dataclass(frozen=True)
class Rosters:
    """The lines of each platform's file and of the expectations: cells by column."""

    platforms: dict[str, list[Line]] = field(default_factory=dict)
    expectations: list[Line] = field(default_factory=list)

    def write(self, directory: Path) -> None:
        """Write the files that have lines."""
        for stem, lines in {**self.platforms, "expectations": self.expectations}.items():
            if lines:
                columns = list(dict.fromkeys(name for line in lines for name in line))
                with (directory / f"{stem}.csv").open("w", encoding="utf-8", newline="") as file:
                    writer = csv.DictWriter(file, columns, restval="")
                    writer.writeheader()
                    writer.writerows(lines)


def read_rosters(directory: Path, platform: str) -> Rosters:
    """Read one platform's file and the expectations."""
    return Rosters(
        {platform: _lines(directory / f"{platform}.csv")}, _lines(directory / "expectations.csv")
    )


def united(many: Iterable[Rosters]) -> Rosters:
    """Return all lines together, with expectations deduplicated."""
    whole = Rosters()
    for rosters in many:
        for platform, lines in rosters.platforms.items():
            whole.platforms.setdefault(platform, []).extend(lines)
        whole.expectations.extend(
            line for line in rosters.expectations if line not in whole.expectations
        )
    return whole


def _lines(path: Path) -> list[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(eq=False)
class StaffedOrganization(Organization):
    """An organization with the rosters of its people.

    `neighbors` are projects beside its own ones whose types define states as well. The warehouse retains
    `earlier_loads` of entitlements from before the first run.
    """

    rosters: Rosters = field(default_factory=Rosters)
    neighbors: list[Project] = field(default_factory=list)
    earlier_loads: list[EntitlementLoad] = field(default_factory=list)
