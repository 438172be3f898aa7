"""A response in memory: its body read within one time limit, its JSON parsed once."""

import json
import re
import time
from functools import cached_property
from io import BytesIO
from typing import Any

import orjson
from requests import Response
from requests.exceptions import ReadTimeout
from urllib3 import HTTPResponse

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
    rejects such a document, so the standard library parses it.

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
        document = json.dumps(json.loads(text), ensure_ascii=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return orjson.loads(_LONE_SURROGATE.sub("\ufffd", document))


def _read_body(response: Response, deadline: float) -> bytes:
    chunks = []
    while chunk := response.raw.read1(CHUNK_BYTES, decode_content=False):
        chunks.append(chunk)
        if time.monotonic() > deadline:
            response.close()
            raise ReadTimeout("the response takes too long")
    encoded = HTTPResponse(BytesIO(b"".join(chunks)), response.raw.headers, preload_content=False)
    return encoded.data
