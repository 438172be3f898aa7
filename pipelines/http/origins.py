"""Hosts and origins of URLs, in the one form in which they are compared."""

from urllib3.util import parse_url

DEFAULT_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """Return host and port: the name in lower case and in ASCII, the port unless it is the scheme's."""
    parts = parse_url(url)
    host = (parts.host or "").removesuffix(".")
    is_default = parts.port in (None, DEFAULT_PORTS.get(parts.scheme or ""))
    return host if is_default else f"{host}:{parts.port}"


def origin_of(url: str) -> str:
    """Return scheme, host and port, such as `https://api.example.com`."""
    return f"{parse_url(url).scheme}://{host_of(url)}"
