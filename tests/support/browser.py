"""Debian's Chromium without a window, for tests of the page.

It is not installed with the Python packages: `make browser` installs it. Without it the tests are skipped on
a person's machine, and fail where CI=true.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

TIMEOUT = 5_000  # milliseconds
MISSING = "Chromium is not installed. `make browser` installs it on Debian and Ubuntu."
WIDE, NARROW = (1280, 900), (400, 800)


def chromium() -> str:
    """Return the path of Chromium; skip the test without it, or fail it in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@contextmanager
def started() -> Iterator[Browser]:
    """Yield a browser that ends with the block."""
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Reader:
    """A page in a browser, and what it said and requested."""

    def __init__(self, browser: Browser, file: Path, **options: Any) -> None:
        """Open a file; `options` are those of a context of Playwright."""
        width, height = options.pop("size", WIDE)
        defaults = {"locale": "en-GB", "timezone_id": "Europe/Berlin"}
        viewport = {"width": width, "height": height}
        self.context = browser.new_context(viewport=viewport, **(defaults | options))
        self.problems: list[str] = []
        self.requests: list[str] = []
        self.url = file.as_uri()
        self.context.set_default_timeout(TIMEOUT)
        self.page = self.context.new_page()
        self.context.on("request", lambda request: self.requests.append(request.url))
        self._watch(self.page)
        self.page.goto(self.url)

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("dialog", lambda dialog: self.problems.append(f"dialog: {dialog.message}"))
        page.on(
            "console",
            lambda message: (
                self.problems.append(message.text) if message.type in ("error", "warning") else None
            ),
        )

    def show(self, target: str) -> Page:
        """Go to a page such as `findings?severity=high`."""
        self.page.evaluate("target => adoFindingsReport.go(target)", target)
        name = target.split("/")[0].split("?")[0]
        self.page.wait_for_selector(f"#page-{name}:not([hidden])")
        return self.page

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width

    def require_inert(self) -> None:
        """Raise if a script failed, something was blocked or logged, or more than the file was requested."""
        assert self.problems == []
        assert set(self.requests) <= {self.url}
