"""The body of an answer, read within a limit on the whole time that one answer may take.

The time-outs of a request limit the wait between two pieces only: a server that sends a byte now and then
would be waited for without an end.
"""

import time
from io import BytesIO

from requests import Response
from requests.exceptions import ReadTimeout
from urllib3 import HTTPResponse

PIECE_BYTES = 1024 * 1024  # at most: a piece is what has arrived


def read_body(response: Response, deadline: float) -> None:
    """Read the body of a streamed answer; `deadline` is an instant of `time.monotonic`.

    Raises:
        ReadTimeout: If the body is not complete by then.
        urllib3.exceptions.HTTPError: If the connection breaks, or the body is not encoded as declared.
    """
    pieces = []
    while piece := response.raw.read1(PIECE_BYTES, decode_content=False):
        pieces.append(piece)
        if time.monotonic() > deadline:
            response.close()
            raise ReadTimeout("the answer takes too long")
    encoded = HTTPResponse(BytesIO(b"".join(pieces)), response.raw.headers, preload_content=False)
    response._content = encoded.data
