"""Reading from one organization: pages of records, whatever the endpoint's way of paging."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from threading import BoundedSemaphore
from typing import Any, TypeVar

from dlt.common.configuration import resolve_configuration
from dlt.common.configuration.specs.runtime_configuration import RuntimeConfiguration
from dlt.sources.helpers.rest_client.client import RESTClient
from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Response
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth

from pipelines.azure_devops import paginators
from pipelines.azure_devops.records import Record
from pipelines.azure_devops.session import AzureDevOpsSession
from pipelines.azure_devops.urls import OrganizationUrls
from pipelines.http import errors
from pipelines.http.rate_limit import Throttle
from pipelines.http.session import MAX_ATTEMPTS
from pipelines.http.usage import UsageLedger

API_VERSION = "7.1"
MOST_REPEATS = 3  # of one request of a list: a cursor may stand still for a while, but not for ever
MOST_NAMED_KEYS = 8  # of an answer that is not what was asked for

Shape = Mapping[str, type]  # the keys that a document always has, with the type of their values
Subject = TypeVar("Subject")
Answer = TypeVar("Answer")


@dataclass
class AzureDevOpsClient:
    """Reads an organization with a personal access token.

    `usage` counts what each resource took. Nothing is sent before the first page is asked for.
    """

    urls: OrganizationUrls
    token: str = field(repr=False)
    usage: UsageLedger = field(default_factory=UsageLedger)
    throttle: Throttle = field(default_factory=Throttle, repr=False)
    concurrency: int = 4
    max_attempts: int = MAX_ATTEMPTS

    def __post_init__(self) -> None:
        """Limit the requests in flight, whichever threads send them."""
        self._slots = BoundedSemaphore(self.concurrency)

    @cached_property
    def _adapter(self) -> HTTPAdapter:
        return HTTPAdapter(pool_maxsize=self.concurrency)

    @cached_property
    def _dlt_configuration(self) -> RuntimeConfiguration:
        return resolve_configuration(RuntimeConfiguration())

    def pages(
        self,
        resource: str,
        path: str,
        key: str = "value",
        params: Record | None = None,
        paginator: BasePaginator | None = None,
        base_url: str | None = None,
        json: Record | None = None,
        shape: Shape | None = None,
    ) -> Iterator[list[Record]]:
        """Yield the lists under `key` of each page of `path`, on behalf of `resource`.

        The key `$` stands for the page itself, as a list of one.

        Raises:
            ApiError: If the service refuses, a page has no list under `key` or lacks what `shape` says that
                each has, or the pages do not end.
        """
        usage = self.usage.of(resource)
        rest = RESTClient(
            base_url or self.urls.core,
            auth=HTTPBasicAuth("", self.token),
            session=AzureDevOpsSession(
                self.urls.hosts,
                usage,
                self.throttle,
                self._adapter,
                self.max_attempts,
                self._slots,
            ),
            config=self._dlt_configuration,
        )
        pages = rest.paginate(
            path,
            method="POST" if json is not None else "GET",
            params={"api-version": API_VERSION, **(params or {})},
            json=json,
            paginator=paginator or paginators.header_token(),
            data_selector=key,
            hooks={"response": []},  # the session has checked the answer
        )
        asked: Counter[str] = Counter()
        while True:
            with self.usage.timed(resource):
                page = next(pages, None)
            if page is None:
                return
            asked[page.response.url] += 1
            _require_progress(page.response, asked)
            _require_list(page.response, key)
            _require_shape(page.response, shape or {})
            yield list(page)

    def records(self, resource: str, path: str, **options: Any) -> Iterator[Record]:
        """The records of all pages: see `pages`."""
        for page in self.pages(resource, path, **options):
            yield from page

    def side_by_side(
        self, read: Callable[[Subject], Answer], subjects: Iterable[Subject]
    ) -> Iterator[tuple[Subject, Answer]]:
        """Each subject, in order, with what `read` gives for it; `concurrency` of them at a time."""
        subjects = list(subjects)
        with ThreadPoolExecutor(self.concurrency) as pool:
            try:
                yield from zip(subjects, pool.map(read, subjects), strict=True)
            finally:
                pool.shutdown(cancel_futures=True)

    def document(
        self,
        resource: str,
        path: str,
        shape: Shape,
        params: Record | None = None,
        base_url: str | None = None,
    ) -> Record:
        """The one JSON object at `path`.

        Raises:
            ApiError: If the service refuses, or the object lacks what `shape` says that it always has.
        """
        pages = self.pages(resource, path, key="$", params=params, base_url=base_url, shape=shape)
        [document] = next(pages)
        return document


def _require_progress(response: Response, asked: Counter[str]) -> None:
    if asked[response.url] > 1 + MOST_REPEATS:
        message = "the list leads to this page again and again, and not to an end"
        raise errors.UnexpectedResponse(response, message)


def _require_list(response: Response, key: str) -> None:
    """dlt takes a page without the selected key for an empty one; we take it for an error."""
    if key == "$":
        return
    records = response.json().get(key)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise errors.UnexpectedResponse(response, f"the answer has no list `{key}` of objects")


def _require_shape(response: Response, shape: Shape) -> None:
    """An object without its keys is an answer to something else, and not an empty one."""
    document = response.json()
    missing = [key for key, kind in shape.items() if not isinstance(document.get(key), kind)]
    if missing:
        named = " and ".join(f"`{key}`" for key in missing)
        raise errors.UnexpectedResponse(
            response, f"the answer lacks {named}, which it always has; {_instead(document)}"
        )


def _instead(document: Record) -> str:
    """What an object that is not what was asked for says, or is."""
    if isinstance(document.get("message"), str):
        return f"it says: {document['message']}"
    keys = ", ".join(f"`{key}`" for key in sorted(document)[:MOST_NAMED_KEYS])
    return f"there is {keys or 'nothing'}"
