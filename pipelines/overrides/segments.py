"""Segments that override files name: paths of saved queries, as in the table `work_item_segments`."""

import re
from collections.abc import Sequence

from pipelines.errors import nearest

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Segments:
    """The setting `segments`, to check the names in files before anything is read."""

    def __init__(self, settings: Sequence[str] = ()) -> None:
        self._settings = settings

    def path(self, text: str) -> str:
        """Return the path that a cell names.

        The path of a query that the setting names by id is not known here: any path may be its.

        Raises:
            ValueError: If no query of the setting has this path.
        """
        name = text.strip().strip("/")
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
