"""How Azure DevOps endpoints paginate, beyond the paginators of dlt."""

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
    """Return a paginator for most lists: a response header has the continuation token of the next page."""
    return HeaderCursorPaginator("x-ms-continuationtoken", "continuationToken")


def body_token() -> BasePaginator:
    """Return a paginator for entitlements: the body has the token, and only its absence ends the list."""
    return JSONResponseCursorPaginator("continuationToken", cursor_param="continuationToken")


class SkipTopPaginator(BasePaginator):
    """Paginates teams and members by `$top` and `$skip` until a page is empty.

    A short page does not end the list: a server may limit pages, or permissions may hide rows of a full one.
    So the rows that were returned are skipped, not the rows that were requested.
    """

    def __init__(self) -> None:
        super().__init__()
        self._skip = 0
        self._previous: list[Any] | None = None

    def init_request(self, request: Request) -> None:
        """Request the first page."""
        self.update_request(request)

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Skip the rows of the page.

        Raises:
            UnexpectedResponse: If the page equals the previous one: the server ignores `$skip`.
        """
        if data and data == self._previous:
            message = f"the same page was returned twice: the server ignores `$skip={self._skip}`"
            raise UnexpectedResponse(response, message)
        self._previous = data
        self._skip += len(data or [])
        self._has_next_page = bool(data)

    def update_request(self, request: Request) -> None:
        """Request the rows after those that were returned."""
        paging = {"$top": PAGE_SIZE, "$skip": self._skip}
        request.params = {**(request.params or {}), **paging}


class ReportingFeedPaginator(BasePaginator):
    """Paginates the change feeds: every page has a continuation token, and a flag marks the last page.

    `token` is the one after the page that was read last, where the next run starts. A page may be empty
    without being the last, and a token may stay the same for some pages.
    """

    def __init__(self, token: str | None) -> None:
        super().__init__()
        self.token = token

    def init_request(self, request: Request) -> None:
        """Request the first page after the stored token."""
        self.update_request(request)

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Take the page's token, also from the last page.

        Raises:
            UnexpectedResponse: If the page has no `isLastBatch`.
        """
        page = response.json()
        if "isLastBatch" not in page:
            raise UnexpectedResponse(response, "the page has no `isLastBatch`")
        self._has_next_page = not converters.boolean(page["isLastBatch"])
        if page.get("continuationToken"):
            self.token = str(page["continuationToken"])

    def update_request(self, request: Request) -> None:
        """Request the page after the token."""
        if self.token is not None:
            request.params = {**(request.params or {}), "continuationToken": self.token}
