"""The pages of a SCIM list: by index (RFC 7644, section 3.4.2.4) or by cursor (RFC 9865).

The first request names no method, which lets the service choose. A list is complete when as many different
accounts were received as it has; rows prove nothing, because a service may repeat them.
"""

from dataclasses import dataclass, replace
from typing import Any

from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Request, Response

from pipelines.http import errors

PAGE_SIZE = 100
INVALID_COUNT = (
    "invalidCount",
    "invalidValue",
)  # `scimType`: RFC 9865; RFC 7644 has no name of its own
LOST_CURSORS = ("expiredCursor", "invalidCursor")  # `scimType`; a cursor may expire during a pause


class PageRepeated(errors.UnexpectedResponse):
    """A page has only accounts of earlier pages: the service ignores which page was requested."""


class NoTotal(errors.UnexpectedResponse):
    """A page has neither a total nor a cursor, which only services with cursors may omit."""


class ListChanged(errors.UnexpectedResponse):
    """Accounts were added or removed while the list was read, so one may be missing."""


@dataclass(frozen=True)
class Paging:
    """How the pages of a service are requested.

    Attributes:
        count: Accounts of a page; none lets the service choose.
        has_cursors: Whether the first request asks for cursors.
        may_lack_total: Whether the service's configuration says that it uses cursors.
    """

    count: int | None = PAGE_SIZE
    has_cursors: bool = False
    may_lack_total: bool = False

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters that all pages have in common."""
        return {"count": self.count} if self.count else {}

    def after(self, error: errors.ApiError) -> "Paging | None":
        """Return how to read the list from its beginning after an error, or none if nothing else helps."""
        if error.code in INVALID_COUNT and self.count:
            return replace(self, count=None)
        if error.code in LOST_CURSORS or isinstance(error, ListChanged):
            return self
        if isinstance(error, PageRepeated):
            return replace(self, has_cursors=True)
        if isinstance(error, NoTotal):
            return replace(self, may_lack_total=True)
        return None


class ScimPaginator(BasePaginator):
    """Requests the next page by the cursor of the last one, or else by the number of rows received."""

    def __init__(self, paging: Paging) -> None:
        super().__init__()
        self._paging = paging
        self._uids: set[str] = set()
        self._rows = 0
        self._totals: list[int] = []  # as the pages said it; a new account costs none of the others
        self._cursor: str | None = None
        self._has_cursors = paging.has_cursors or paging.may_lack_total

    def init_request(self, request: Request) -> None:
        """Request the first page."""
        first = {"cursor": ""} if self._paging.has_cursors else {}
        request.params = {**(request.params or {}), **self._paging.parameters, **first}

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Stop when all accounts were received.

        Raises:
            UnexpectedResponse: If the list ends before its total, or there is no total.
        """
        page, received = response.json(), data or []
        uids = {str(record.get("id")) for record in received}
        is_repeated = bool(uids) and uids <= self._uids
        self._uids |= uids
        self._rows += len(received)
        self._cursor = page.get("nextCursor") or None
        self._has_cursors = self._has_cursors or self._cursor is not None
        missing = self._missing(response, page.get("totalResults"))
        if is_repeated:
            raise PageRepeated(response, self._repetition(page.get("totalResults")))
        self._has_next_page = self._cursor is not None or missing > 0
        if not self._cursor:
            self._require_complete(response, missing, bool(received))

    def update_request(self, request: Request) -> None:
        """Request the next page."""
        position = ("cursor", self._cursor) if self._cursor else ("startIndex", 1 + self._rows)
        request.params = {**self._paging.parameters, **dict([position])}

    def _missing(self, response: Response, total: Any) -> int:
        """Return how many accounts of the total are missing, or 0 without a total."""
        if total is not None:
            self._totals.append(int(total))
            return int(total) - len(self._uids)
        if not self._has_cursors:
            raise NoTotal(response, "the page has neither `totalResults` nor `nextCursor`")
        return 0

    def _require_complete(self, response: Response, missing: int, has_rows: bool) -> None:
        """Raise if no page follows although accounts are missing, or may be: removed ones move the others."""
        totals = [] if self._has_cursors else self._totals
        if missing > 0 and (self._has_cursors or not has_rows):
            error = ListChanged if len(set(totals)) > 1 else errors.UnexpectedResponse
            raise error(response, f"the list ended {missing} accounts before its `totalResults`")
        if missing <= 0 and totals != sorted(totals):
            raise ListChanged(response, "accounts were removed while the list was read")

    def _repetition(self, total: Any) -> str:
        known = f"{len(self._uids)} of {total}" if total is not None else f"only {len(self._uids)}"
        position = "nextCursor" if self._has_cursors else "startIndex"
        return (
            f"the service returns the same accounts for another `{position}`, so {known} accounts can "
            "be read. Ask its vendor to repair paging, or read an export with the connector `file`"
        )
