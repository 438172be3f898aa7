"""Segments by their names: paths of saved queries, as in the table `work_item_segments`."""

import re
from collections.abc import Collection, Sequence

from pipelines.errors import nearest

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def normalized(text: str) -> str:
    """Return a path without whitespace and slashes around it."""
    return text.strip().strip("/")


def without_items(segment: str) -> str:
    """Return what the coverage says about a segment without items, which has no row in its table."""
    return f"segment `{segment}` has no items"


class Segments:
    """The setting `segments`, to check the names in files before anything is read.

    `changeable_rules` are the rules that may have other thresholds in a segment.
    """

    def __init__(
        self, settings: Sequence[str] = (), changeable_rules: Collection[str] = ()
    ) -> None:
        self._settings = settings
        self._changeable_rules = changeable_rules

    def may_change(self, rule_id: str) -> bool:
        """Return whether a rule may have other thresholds in a segment."""
        return rule_id in self._changeable_rules

    def path(self, text: str) -> str:
        """Return the path that a cell names.

        The path of a query that the setting names by id is not known here: any path may be its.

        Raises:
            ValueError: If no query of the setting has this path.
        """
        name = normalized(text)
        has_ids = any(_ID.fullmatch(setting.rpartition("/")[2]) for setting in self._settings)
        if has_ids or any(self._may_be(setting, name) for setting in self._settings):
            return name
        if not self._settings:
            raise ValueError("valid segment: the setting segments names no query.")
        raise ValueError(
            "valid segment. Use the path of a query of the setting segments: "
            f"{nearest(name, self._settings)}."
        )

    @staticmethod
    def _may_be(setting: str, name: str) -> bool:
        """Return whether an entry is a path, or a project and a path."""
        return f"/{setting}".lower().endswith(f"/{name}".lower())


NO_SEGMENTS = Segments()
