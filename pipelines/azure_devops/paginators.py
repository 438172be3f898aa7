"""The ways in which endpoints of Azure DevOps page, beside those that dlt has."""

from typing import Any

from dlt.sources.helpers.rest_client.paginators import (
    BasePaginator,
    HeaderCursorPaginator,
    JSONResponseCursorPaginator,
)
from requests import Request, Response

from pipelines.azure_devops import converters
from pipelines.http.errors import UnexpectedResponse

PAGE_SIZE = 100  # the service's own default for projects, teams and members


def header_token() -> BasePaginator:
    """Projects, and whatever list may go on: the next page's token is in a response header."""
    return HeaderCursorPaginator("x-ms-continuationtoken", "continuationToken")


def body_token() -> BasePaginator:
    """Entitlements: the token is in the body; pages may be short, only a missing token ends the list."""
    return JSONResponseCursorPaginator("continuationToken", cursor_param="continuationToken")


class SkipTopPaginator(BasePaginator):
    """Teams and members: `$top` and `$skip`, and only an empty page is behind the last one.

    A short page may be all that a server gives at a time, or what permissions have left of a full one: so
    the rows that came are skipped, not those that were asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self._skip = 0
        self._previous: list[Any] | None = None

    def init_request(self, request: Request) -> None:
        """Ask for the first page."""
        self.update_request(request)

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Move behind the page; a server that does not skip would give one for ever."""
        if data and data == self._previous:
            raise UnexpectedResponse(response, "the page before comes again: nothing was skipped")
        self._previous = data
        self._skip += len(data or [])
        self._has_next_page = bool(data)

    def update_request(self, request: Request) -> None:
        """Ask for what is behind the rows that came."""
        paging = {"$top": PAGE_SIZE, "$skip": self._skip}
        request.params = {**(request.params or {}), **paging}


class ReportingFeedPaginator(BasePaginator):
    """The change feeds: a token on every page, the last one included, and a flag on the last.

    `token` is the cursor behind the page that was read last: where the next night starts. A page may be
    empty without being the last, and a token may stand still for a while.
    """

    def __init__(self, token: str | None) -> None:
        super().__init__()
        self.token = token

    def init_request(self, request: Request) -> None:
        """Start behind the kept cursor."""
        self.update_request(request)

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Take the page's cursor, also from the last page."""
        page = response.json()
        if "isLastBatch" not in page:
            raise UnexpectedResponse(response, "the page does not say whether it `isLastBatch`")
        self._has_next_page = not converters.flag(page["isLastBatch"])
        if page.get("continuationToken"):
            self.token = str(page["continuationToken"])

    def update_request(self, request: Request) -> None:
        """Ask for what is behind the cursor."""
        if self.token is not None:
            request.params = {**(request.params or {}), "continuationToken": self.token}
