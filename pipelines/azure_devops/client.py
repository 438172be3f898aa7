"""Read pages of records from one organization, whichever way an endpoint paginates."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from threading import BoundedSemaphore
from typing import Any, TypeVar

from dlt.common.configuration import resolve_configuration
from dlt.common.configuration.specs.runtime_configuration import RuntimeConfiguration
from dlt.sources.helpers.rest_client.client import PageData, RESTClient
from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Response
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth

from pipelines.azure_devops import api_versions, paginators, responses
from pipelines.azure_devops.responses import Record
from pipelines.azure_devops.urls import OrganizationUrls
from pipelines.http import errors
from pipelines.http.connections import LimitedAdapter
from pipelines.http.paging import PageProgress
from pipelines.http.rate_limit import Throttle
from pipelines.http.session import MAX_ATTEMPTS, ReadOnlySession
from pipelines.http.usage import UsageLedger

MAX_REPEATS = 3  # of one request in a list: a continuation token may stay the same for some pages
MAX_USED_UP = (
    3  # requests of one resource whose retries all failed, before further ones get one attempt
)
MAX_NAMED_KEYS = 8  # of an unexpected response

Shape = Mapping[str, type]  # the keys that a document always has, with the types of their values
Item = TypeVar("Item")
Result = TypeVar("Result")


class AzureDevOpsSession(ReadOnlySession):
    """A session for the requests of one resource; it returns JSON objects with status 200 only."""

    read_only_posts = re.compile(
        r"/_apis/wit/(wiql|workitemsbatch|reporting/workitemrevisions)$", re.IGNORECASE
    )
    target = "the configured organization"
    advice = "Check the organization URL, the network and the proxy settings."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Accept the arguments of `ReadOnlySession`."""
        super().__init__(*args, **kwargs)
        self.headers["X-TFS-FedAuthRedirect"] = "Suppress"  # failures as 401, not as a sign-in page

    def check(self, response: Response) -> None:
        """Raise the error that `response` represents unless it is a JSON object with status 200."""
        responses.check(response)


@dataclass
class AzureDevOpsClient:
    """Reads an organization with a personal access token.

    `usage` counts rows, requests and seconds of each resource. Once requests of a resource have used up their
    retries repeatedly, further ones of that resource are not retried.
    """

    urls: OrganizationUrls
    token: str = field(repr=False)
    usage: UsageLedger = field(default_factory=UsageLedger)
    throttle: Throttle = field(default_factory=Throttle, repr=False)
    concurrency: int = 4
    max_attempts: int = MAX_ATTEMPTS
    api_version: str = api_versions.LATEST

    def __post_init__(self) -> None:
        """Limit the requests in flight across all threads."""
        self._slots = BoundedSemaphore(self.concurrency)
        self._used_up: Counter[str] = Counter()  # requests whose retries failed, by resource

    @cached_property
    def _adapter(self) -> HTTPAdapter:
        return LimitedAdapter(pool_maxsize=self.concurrency)

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
        """Yield the list under `key` of each page; `$` selects the page itself, as a list of one.

        Args:
            resource: The resource whose usage counts the requests.
            path: Path below `base_url`, which defaults to the organization's core URL.
            key: The key of the list in the body.
            params: Query parameters beside the API version.
            paginator: How the endpoint paginates; by default a token in a response header.
            base_url: One of the organization's base URLs.
            json: Body of a request; the request is a POST if there is one.
            shape: The keys that each page always has.

        Raises:
            ApiError: If the service rejects a request, a page lacks its list or `shape`, or pagination
                does not end.
        """
        client = self._rest_client(resource, base_url)

        def paginate(api_version: str) -> Iterator[PageData[Any]]:
            return client.paginate(
                path,
                method="POST" if json is not None else "GET",
                params={"api-version": api_version, **(params or {})},
                json=json,
                paginator=paginator or paginators.header_token(),
                data_selector=key,
                hooks={"response": []},  # the session has checked the response
            )

        progress = PageProgress(MAX_REPEATS)
        for page in self._in_available_version(resource, paginate):
            _require_list(page.response, key)
            progress.note(page.response, list(page))
            _require_shape(page.response, shape or {})
            yield list(page)

    def _in_available_version(
        self, resource: str, paginate: Callable[[str], Iterator[PageData[Any]]]
    ) -> Iterator[PageData[Any]]:
        """Yield pages, in the preview of the API version if the service has nothing else."""
        try:
            yield from self._timed(resource, paginate(self.api_version))
        except errors.PreviewRequired:
            yield from self._timed(resource, paginate(self.api_version + api_versions.PREVIEW))

    def _timed(self, resource: str, pages: Iterator[PageData[Any]]) -> Iterator[PageData[Any]]:
        """Yield pages, and add the time to request them to the resource's usage."""
        while True:
            try:
                with self.usage.timed(resource):
                    page = next(pages, None)
            except errors.TransientError:
                self._used_up[resource] += 1
                raise
            if page is None:
                return
            yield page

    def _rest_client(self, resource: str, base_url: str | None) -> RESTClient:
        session = AzureDevOpsSession(
            self.urls.hosts,
            self.usage.of(resource),
            self.throttle,
            self._adapter,
            self.max_attempts if self._used_up[resource] < MAX_USED_UP else 1,
            self._slots,
        )
        return RESTClient(
            base_url or self.urls.core,
            auth=HTTPBasicAuth("", self.token),
            session=session,
            config=self._dlt_configuration,
        )

    def records(self, resource: str, path: str, **options: Any) -> Iterator[Record]:
        """Yield the records of all pages; see `pages` for the arguments."""
        for page in self.pages(resource, path, **options):
            yield from page

    def map_concurrently(
        self, function: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result]]:
        """Yield each item with its result, in order; `concurrency` calls run at a time."""
        items = list(items)
        with ThreadPoolExecutor(self.concurrency) as pool:
            try:
                yield from zip(items, pool.map(function, items), strict=True)
            finally:
                pool.shutdown(cancel_futures=True)

    def document(
        self,
        resource: str,
        path: str,
        shape: Shape,
        params: Record | None = None,
        base_url: str | None = None,
        json: Record | None = None,
    ) -> Record:
        """Return the JSON object at `path`, or the response to `json` as the body of a POST.

        Raises:
            ApiError: If the service rejects the request, or the object lacks a key of `shape`.
        """
        pages = self.pages(
            resource, path, key="$", params=params, base_url=base_url, json=json, shape=shape
        )
        [document] = next(pages)
        return document


def _require_list(response: Response, key: str) -> None:
    """Raise for a page without its list, which dlt would treat as an empty page."""
    if key == "$":
        return
    records = response.json().get(key)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise errors.UnexpectedResponse(response, f"the response has no list `{key}` of objects")


def _require_shape(response: Response, shape: Shape) -> None:
    document = response.json()
    missing = [
        key for key, value_type in shape.items() if not isinstance(document.get(key), value_type)
    ]
    if missing:
        named = " and ".join(f"`{key}`" for key in missing)
        raise errors.UnexpectedResponse(
            response, f"the response lacks {named}; {_content(document)}"
        )


def _content(document: Record) -> str:
    """Describe an unexpected object by its message or its keys."""
    if isinstance(document.get("message"), str):
        return f"its message is: {document['message']}"
    keys = ", ".join(f"`{key}`" for key in sorted(document)[:MAX_NAMED_KEYS])
    return f"its keys are {keys}" if keys else "it is empty"
