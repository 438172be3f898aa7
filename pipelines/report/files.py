"""Write the page beside the published database, complete or not at all."""

import os
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
    new = database.with_name(f".{REPORT_FILE}.{os.getpid()}.new")
    try:
        permissions.write_new(new, page)
        permissions.set_mode(new, stat.S_IMODE(database.stat().st_mode))
        set_aside_unless_file(target)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return target
