"""Write the page beside the published database, complete or not at all."""

import stat
from pathlib import Path

from pipelines import permissions
from pipelines.paths import REPORT_FILE
from pipelines.publication_file import opened, set_aside_unless_file
from pipelines.report.render import render


def write_report(database: Path) -> Path:
    """Write `report.html` beside a published database, for whom may read that, and return its path.

    Raises:
        UserActionRequired: If the database cannot be read.
        OSError: If the file cannot be written; the previous page is unchanged.
    """
    with opened(database) as connection:
        page = render(connection)
    target = database.with_name(REPORT_FILE)
    set_aside_unless_file(target)
    permissions.replace_text(target, page, stat.S_IMODE(database.stat().st_mode))
    return target
