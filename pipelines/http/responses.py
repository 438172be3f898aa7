"""A response in memory: its body read within one time limit, its JSON parsed once."""

import json
import math
import re
import time
from collections.abc import Iterable, Iterator
from functools import cached_property
from io import BytesIO
from threading import Event
from typing import Any

import orjson
from requests import Response
from requests.exceptions import ReadTimeout
from urllib3 import HTTPResponse

from pipelines.http.connections import socket_of, time_limit
from pipelines.http.errors import UnexpectedResponse

MAX_BYTES = 256 * 1024**2  # of a body, as received and decoded: a page has a few megabytes
CHUNK_BYTES = 1024 * 1024  # at most: a chunk is what has arrived
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # in decoded text, pairs are one character


class BufferedResponse(Response):
    """A streamed response whose body has been read.

    The timeouts of a request only limit the wait between two chunks: a server that sends a byte now and then
    would keep the client waiting without end.
    """

    def __init__(self, streamed: Response, deadline: float) -> None:
        """Read the body of `streamed` until `deadline`, a value of `time.monotonic`.

        Raises:
            ReadTimeout: If the body is not complete by then.
            UnexpectedResponse: If the body is too large, or has several encodings.
            urllib3.exceptions.HTTPError: If the connection breaks, or the body is not encoded as declared.
        """
        super().__init__()
        vars(self).update(vars(streamed))
        self._content = _read_body(streamed, deadline)

    def json(self, **_: Any) -> Any:
        """Return the document in the body.

        Raises:
            ValueError: If the body is not complete JSON.
        """
        return self._document

    @cached_property
    def _document(self) -> Any:
        return parse_json(self.content)


def parse_json(body: bytes) -> Any:
    r"""Return the document in `body`, which may begin with a byte order mark.

    Half of a surrogate pair (`"\ud83d"`) becomes U+FFFD, because no storage of text accepts it. orjson
    rejects such a document, so the standard library parses it. So it does with a number beyond the range of
    a double (`1e400`), which becomes null.

    Raises:
        ValueError: If the body is not complete JSON, or nested too deeply.
    """
    text = body.removeprefix(_BYTE_ORDER_MARK)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _parse_leniently(text)


def _parse_leniently(text: bytes) -> Any:
    try:
        document = json.dumps(json.loads(text, parse_float=_finite), ensure_ascii=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return orjson.loads(_LONE_SURROGATE.sub("\ufffd", document))


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _read_body(response: Response, deadline: float) -> bytes:
    """Receive the body, then decode it in pieces: a few bytes may stand for gigabytes."""
    headers = response.raw.headers
    if "," in headers.get("Content-Encoding", ""):
        response.close()
        raise UnexpectedResponse(response, "the body has several content encodings")
    try:
        with time_limit(socket_of(response.raw), deadline - time.monotonic()) as is_over:
            received = _joined(response, _received(response, is_over))
    except BaseException as error:
        response.close()
        if isinstance(error, TimeoutError):
            raise ReadTimeout(str(error)) from error
        raise
    encoded = HTTPResponse(BytesIO(received), headers, preload_content=False)
    return _joined(response, encoded.stream(CHUNK_BYTES, decode_content=True))


def _received(response: Response, is_over: Event) -> Iterator[bytes]:
    while not is_over.is_set() and (chunk := response.raw.read1(CHUNK_BYTES, decode_content=False)):
        yield chunk


def _joined(response: Response, chunks: Iterable[bytes]) -> bytes:
    body = BytesIO()
    for chunk in chunks:
        if body.tell() + len(chunk) > MAX_BYTES:
            megabytes = MAX_BYTES // 1024**2
            raise UnexpectedResponse(response, f"the body has more than {megabytes} MB")
        body.write(chunk)
    return body.getvalue()
