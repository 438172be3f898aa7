import re
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.azure_devops import converters
from pipelines.azure_devops.converters import Identity

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-03-31T12:00:00Z", NOON),
        ("2026-03-31T12:00:00.5Z", NOON.replace(microsecond=500_000)),
        ("2026-03-31T12:00:00.1234567Z", NOON.replace(microsecond=123_456)),
        ("2026-03-31T14:00:00+02:00", NOON),
        ("2026-03-31T12:00:00", NOON),
        ("9999-01-01T00:00:00Z", datetime(9999, 1, 1, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        (None, None),
        (17, None),
    ],
)
def test_timestamps_are_parsed_with_any_number_of_digits(
    written: object, read: datetime | None
) -> None:
    assert converters.timestamp(written) == read


@given(st.datetimes(min_value=datetime(2, 1, 1)), st.integers(0, 7))
def test_a_timestamp_is_truncated_and_not_rounded(moment: datetime, digits: int) -> None:
    fraction = f"{moment.microsecond:06d}9"[:digits]
    written = moment.replace(microsecond=0).isoformat() + (f".{fraction}" if fraction else "") + "Z"
    expected = moment.replace(microsecond=int(fraction[:6].ljust(6, "0") or 0), tzinfo=UTC)
    assert converters.timestamp(written) == expected


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00Z", "0001-01-01T08:00:00Z", None])
def test_the_year_1_means_never(never: str | None) -> None:
    assert converters.timestamp_or_never(never) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (2, 2),
        (2.0, 2),
        ("2", 2),
        (2.5, None),
        ("two", None),
        (None, None),
        (float("inf"), None),
        (1e30, None),
    ],
)
def test_integers(written: object, read: int | None) -> None:
    assert converters.integer(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            {"id": "AB", "displayName": "Ana", "uniqueName": "ana@x.org", "descriptor": "aad.1"},
            Identity("ab", "Ana", "ana@x.org", "aad.1"),
        ),
        ({"id": "ab", "uniqueName": "Ana <ana@x.org>"}, Identity("ab", "Ana", "ana@x.org")),
        ("Ana <ana@x.org>", Identity(None, "Ana", "ana@x.org")),
        ("Ana", Identity(None, "Ana")),
        ("", Identity()),
        (None, Identity()),
        (
            {"id": "ab", "displayName": "[P]\\Team", "isContainer": True},
            Identity("ab", "[P]\\Team", is_container=True),
        ),
    ],
)
def test_identities_in_each_of_their_forms(written: object, read: Identity) -> None:
    assert converters.identity(written) == read


@given(st.text("ab <>@", max_size=12))
def test_a_name_is_what_stands_before_the_last_bracket(text: str) -> None:
    match = re.match(r"^(.*?)\s*<([^<>]*)>$", text)
    named = Identity(name=match[1] or match[2], unique_name=match[2]) if match else Identity()
    expected = named if named.name else Identity(name=text or None)
    assert converters.identity(text) == expected


@pytest.mark.parametrize("piece", [" ", "<", " <", "> ", "a <b> "])
def test_a_long_name_takes_no_longer_than_its_length(piece: str) -> None:
    started = time.process_time()
    converters.identity(piece * 300_000 + "x")
    converters.identity(piece * 300_000 + "<x>")
    assert time.process_time() - started < 1
