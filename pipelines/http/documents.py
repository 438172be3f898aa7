"""The JSON of an answer."""

import json
import re
from typing import Any

import orjson
from requests import Response

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # in decoded text, pairs are one character


def parse(response: Response) -> Any:
    """The document in the body, which may begin with a byte order mark.

    Half of a character that takes two escapes (`"\\ud83d"`) becomes U+FFFD: nothing that stores text takes
    it. orjson refuses such a document, so this one goes the slow way.

    Raises:
        ValueError: If the body is no complete JSON.
    """
    body = response.content.removeprefix(_BYTE_ORDER_MARK)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        text = json.dumps(json.loads(body), ensure_ascii=False)
        return orjson.loads(_LONE_SURROGATE.sub("\ufffd", text))
