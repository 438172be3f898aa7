"""Values that are missing, of another type, out of range or nested too deeply end in errors of ours."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from pipelines.accounts import PlatformReadError, account, read_platform
from pipelines.azure_devops import converters
from pipelines.azure_devops.declarations import BOOLEAN, INTEGER, STRING, TIMESTAMP, table_schema
from pipelines.azure_devops.tables import table_of
from pipelines.errors import UserActionRequired
from pipelines.extract.extraction_state import ExtractionState, describe_run
from pipelines.http import errors
from pipelines.http.responses import parse_json
from pipelines.http.usage import Usage
from pipelines.parsing import parse_timestamp
from pipelines.settings import load_settings
from pipelines.warehouse.run_context import FIRST_DAY, LAST_DAY, calendar_days
from tests.support.malformed_records import LEVELS, OUT_OF_RANGE
from tests.support.served_platforms import SETTINGS, records, serving

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
OUT_OF_RANGES = (OUT_OF_RANGE, "0001-01-01T00:00:00+01:00")
DEEP = b'{"a":' * LEVELS + b"1" + b"}" * LEVELS
IDS = {"atlassian": "account_id"}  # of a record, where it is not `id`
DATES = {
    "entra": {"createdDateTime": OUT_OF_RANGE},
    "scim": {"meta": {"created": OUT_OF_RANGE}},
    "okta": {"created": OUT_OF_RANGE},
    "google": {"creationTime": OUT_OF_RANGE},
}


@pytest.mark.parametrize("text", OUT_OF_RANGES)
def test_a_timestamp_out_of_range_is_no_timestamp(text: str) -> None:
    with pytest.raises(ValueError, match="out of range in UTC"):
        parse_timestamp(text)
    assert converters.timestamp(text) is None


def test_an_account_that_never_signed_in_may_be_out_of_range() -> None:
    assert account.timestamp(OUT_OF_RANGES[1]) is None


@pytest.mark.parametrize("time_zone", ["UTC", "Pacific/Kiritimati", "Pacific/Niue"])
@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00Z",
        *OUT_OF_RANGES,
        f"{FIRST_DAY}T23:59:59Z",
    ],
)
def test_an_as_of_before_the_calendar_is_refused(
    text: str, time_zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADO_FINDINGS__AS_OF", text)
    monkeypatch.setenv("ADO_FINDINGS__TIME_ZONE", time_zone)
    with pytest.raises(UserActionRequired, match=r"ADO_FINDINGS__AS_OF (must be after|is not a)"):
        load_settings()


@pytest.mark.parametrize("time_zone", ["UTC", "Pacific/Kiritimati", "Pacific/Niue"])
@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "2101-01-01T00:00:00Z"])
def test_an_as_of_near_the_end_of_time_is_in_the_future(
    text: str, time_zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADO_FINDINGS__AS_OF", text)
    monkeypatch.setenv("ADO_FINDINGS__TIME_ZONE", time_zone)
    state = ExtractionState("tiny", "https://dev.azure.com/tiny", NOON, ())
    with pytest.raises(UserActionRequired, match="AS_OF is in the future"):
        describe_run(load_settings(), state, NOON)


@pytest.mark.parametrize("text", ["1900-01-02T00:00:00Z", "2100-12-30T23:59:59Z"])
def test_an_as_of_that_is_accepted_has_a_local_day_in_every_time_zone(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADO_FINDINGS__AS_OF", text)
    as_of = load_settings().as_of
    assert as_of is not None
    for time_zone in available_timezones():
        assert FIRST_DAY <= as_of.astimezone(ZoneInfo(time_zone)).date() <= LAST_DAY, time_zone


@pytest.mark.parametrize("time_zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_every_time_zone_has_a_calendar(time_zone: str) -> None:
    days = calendar_days(time_zone)
    assert days["calendar_date"][0].as_py() == FIRST_DAY
    assert days["calendar_date"][-1].as_py() == LAST_DAY


@pytest.mark.parametrize("body", [DEEP, b"[" * LEVELS + b"]" * LEVELS, b"[" * LEVELS])
def test_json_that_is_nested_too_deeply_is_not_valid(body: bytes) -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        parse_json(body)


SCHEMA = table_schema("id", id=INTEGER, name=STRING, is_open=BOOLEAN, closed_at=TIMESTAMP)


@pytest.mark.parametrize(
    ("row", "loaded"),
    [
        ({"id": "7", "name": 5, "is_open": "true"}, (7, "5", True, None)),
        ({"id": 7.0, "name": ["a"], "is_open": []}, (7, '["a"]', False, None)),
        ({"id": 7, "name": {"a": 1}, "closed_at": OUT_OF_RANGE}, (7, '{"a":1}', None, None)),
        ({"id": 7, "closed_at": "2026-06-30T12:00:00Z"}, (7, None, None, NOON)),
    ],
)
def test_a_value_of_another_type_is_converted_or_null(
    row: dict[str, Any], loaded: tuple[Any, ...]
) -> None:
    [found] = table_of([row], SCHEMA).to_pylist()
    assert tuple(found.values()) == loaded


@pytest.mark.parametrize("row", [{}, {"id": None}, {"id": "x"}, {"id": [1]}])
def test_a_key_that_is_missing_is_an_error(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="`id` is missing"):
        table_of([row], SCHEMA)


def nested(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


@pytest.mark.parametrize("row", [{"id": 2**70}, {"id": 1, "name": nested(300)}])
def test_what_no_column_can_hold_is_an_error_that_is_expected(row: dict[str, Any]) -> None:
    with pytest.raises(errors.MALFORMED):
        table_of([row], SCHEMA)


@pytest.mark.parametrize("error", [KeyError("id"), RecursionError(), OverflowError("too\nlong")])
def test_an_error_about_a_record_becomes_one_line(error: Exception) -> None:
    with pytest.raises(errors.UnexpectedShape) as failure, errors.well_formed("teams"):
        raise error
    assert str(failure.value).startswith("A record of teams is not of the expected form (")
    assert len(str(failure.value).splitlines()) == 1


def malformed_records(kind: str, **values: Any) -> Any:
    """Return the records of all platforms, of which the first one on `kind` is changed."""
    found = records(2)
    if kind == "github":
        found.github_members[0]["node"].update(values)
    else:
        getattr(found, kind)[0].update(values)
    return found


@pytest.mark.parametrize("identifier", [None, "", ["x"], {"a": 1}], ids=repr)
@pytest.mark.parametrize("kind", SETTINGS)
def test_a_platform_with_an_account_without_id_costs_only_itself(
    kind: str, identifier: Any
) -> None:
    name = "databaseId" if kind == "github" else IDS.get(kind, "id")
    with serving(malformed_records(kind, **{name: identifier})) as reader:
        platform = reader.platform(kind)
        with pytest.raises(PlatformReadError):
            read_platform(platform, Usage(kind), NOON)


@pytest.mark.parametrize("kind", DATES)
def test_a_platform_with_a_time_out_of_range_costs_only_itself(kind: str) -> None:
    with serving(malformed_records(kind, **DATES[kind])) as reader:
        platform = reader.platform(kind)
        with pytest.raises(PlatformReadError, match="out of range in UTC"):
            read_platform(platform, Usage(kind), NOON)


@pytest.mark.parametrize("kind", SETTINGS)
def test_a_platform_that_nests_too_deeply_costs_only_itself(kind: str) -> None:
    with serving(records(2)) as reader:
        reader.answer_with(DEEP.decode())
        with pytest.raises(errors.TransientError, match="nested too deeply"):
            reader.read(kind)
