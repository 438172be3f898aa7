"""Secrets that a service repeats, in whatever form, become `***` in errors and in the log."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

if TYPE_CHECKING:  # its import takes longer than `ado-findings findings` may
    from requests import PreparedRequest

HIDDEN = "***"
MIN_CHARACTERS = 8  # a shorter one is a word, which would be hidden in every sentence
# A header that is repeated, also one that was cut off or is another client's.
_CREDENTIALS = re.compile(r"\b(basic|bearer)([ +]|%20)[\w+/=.~%-]{16,}", re.IGNORECASE)
_HEADER = re.compile(
    r"\b(authorization[\"']?\s?[:=]\s?[\"']?(?:\w+ )?)[^\s\"',;}]{8,}", re.IGNORECASE
)
_SECRET_PARAMETER = re.compile(r"secret|token|password|assertion|^code$", re.IGNORECASE)


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without `secrets` in any of their encodings, and without headers that hold one."""
    known = tuple(secrets)
    if known:
        text = _pattern(known).sub(HIDDEN, text)
    return _HEADER.sub(rf"\1{HIDDEN}", _CREDENTIALS.sub(rf"\1 {HIDDEN}", text))


def secrets_of_request(request: "PreparedRequest") -> list[str]:
    """Return the secrets that a request was sent with: of its header, and of a form in its body."""
    scheme, _, credentials = (request.headers.get("Authorization") or "").partition(" ")
    secrets = [credentials]
    if scheme.lower() == "basic":
        secrets += _decoded(credentials)
    body = request.body.decode() if isinstance(request.body, bytes) else request.body
    if isinstance(body, str) and not body.startswith("{"):
        secrets += [value for name, value in parse_qsl(body) if _SECRET_PARAMETER.search(name)]
    return secrets


@lru_cache(maxsize=100)
def _pattern(secrets: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for all forms of secrets, the longest first; it matches nothing if there are none."""
    forms = {form for secret in secrets for form in _forms(secret) if len(form) >= MIN_CHARACTERS}
    ordered = sorted(forms, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)", re.IGNORECASE)


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret as it is, as basic authentication sends it, and each of these as URLs do."""
    if not secret:
        return
    for plain in (secret, f":{secret}"):
        encoded = base64.b64encode(plain.encode()).decode()
        for form in (plain.lstrip(":"), encoded, encoded.rstrip("="), encoded.translate(_URL_SAFE)):
            yield form
            yield quote(form, safe="")


_URL_SAFE = str.maketrans("+/", "-_")


def _decoded(credentials: str) -> list[str]:
    """Return user name and password of basic authentication."""
    try:
        return base64.b64decode(credentials).decode().split(":", 1)
    except (binascii.Error, UnicodeDecodeError):
        return []
