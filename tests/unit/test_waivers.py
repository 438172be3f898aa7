from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import UserActionRequired
from pipelines.overrides.segments import Segments
from pipelines.overrides.waivers import read_waivers

CATALOGUE = {"zombie": ["low_threshold"], "dependency_late": ["is_enabled"]}
HEADER = "rule_id,subject_uid,reason,owner,until\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "waivers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_nothing_is_waived(tmp_path: Path) -> None:
    assert read_waivers(tmp_path / "waivers.csv", CATALOGUE).num_rows == 0


def test_a_waiver_has_a_subject_a_reason_an_owner_and_maybe_an_end(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEADER + 'zombie,12,"Kept, for the museum",Ana,2026-12-31\n*,github/70*,A test farm,Bo,\n',
    )
    first, second = read_waivers(path, CATALOGUE).to_pylist()
    assert first == {
        "line_number": 2,
        "rule_id": "zombie",
        "subject_uid": "12",
        "reason": "Kept, for the museum",
        "owner": "Ana",
        "until": date(2026, 12, 31),
        "segment": None,
    }
    assert (second["line_number"], second["rule_id"], second["until"]) == (3, "*", None)


def test_the_end_column_is_optional(tmp_path: Path) -> None:
    path = write(tmp_path, "rule_id,subject_uid,reason,owner\nzombie,*,We keep all,Ana\n")
    assert read_waivers(path, CATALOGUE)["until"].to_pylist() == [None]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("zombi,1,Why,Ana,", "column rule_id: there is no rule `zombi`. Nearest: `zombie`"),
        (",1,Why,Ana,", "column rule_id: empty"),
        ("zombie,,Why,Ana,", "column subject_uid: empty"),
        ("zombie,1,,Ana,", "column reason: empty"),
        ("zombie,1,Why,,", "column owner: empty"),
        ("zombie,1,Why,Ana,soon", 'column until: "soon" is not a valid date. Use YYYY-MM-DD'),
        (
            "zombie,1,Why,Ana,9999-12-31",
            'column until: "9999-12-31" is not a valid end. Use a date up to 2100-12-31',
        ),
        *(
            (f"*,{subject},Why,Ana,", "column subject_uid: every rule on every subject cannot be")
            for subject in ("*", "**", "?*", "*?", "?", "????*", "*?*")
        ),
    ],
)
def test_an_error_is_named_with_its_position(tmp_path: Path, line: str, problem: str) -> None:
    path = write(tmp_path, HEADER + "zombie,2,Why,Ana,\n" + line + "\n")
    with pytest.raises(UserActionRequired) as error:
        read_waivers(path, CATALOGUE)
    assert "waivers.csv, line 3, " in str(error.value)
    assert problem in str(error.value)


def test_a_misspelled_column_is_rejected(tmp_path: Path) -> None:
    path = write(tmp_path, "rule_id,subject_uid,reason,owner,untill\nzombie,1,Why,Ana,2026-01-01\n")
    with pytest.raises(UserActionRequired, match=r"line 1, column untill: unknown"):
        read_waivers(path, CATALOGUE)


QUERY_ID = "253d8eb4-0bd1-4c92-adc9-d305c8b99b92"


@pytest.mark.parametrize(
    ("settings", "segment", "path"),
    [
        (("Shared Queries/Hot list",), "shared queries/HOT list", "shared queries/HOT list"),
        (("Web/Shared Queries/Hot list",), "/Shared Queries/Hot list/", "Shared Queries/Hot list"),
        ((QUERY_ID,), "Shared Queries/Any", "Shared Queries/Any"),
        ((f"Web/{QUERY_ID}",), "Shared Queries/Any", "Shared Queries/Any"),
        (("Shared Queries/Hot list",), "", None),
    ],
)
def test_a_segment_is_the_path_of_a_query_of_the_settings(
    tmp_path: Path, settings: tuple[str, ...], segment: str, path: str | None
) -> None:
    file = write(
        tmp_path, f"rule_id,subject_uid,reason,owner,segment\nzombie,*,Why,Ana,{segment}\n"
    )
    assert read_waivers(file, CATALOGUE, Segments(settings))["segment"].to_pylist() == [path]


def test_every_rule_on_every_subject_of_a_segment_can_be_waived(tmp_path: Path) -> None:
    file = write(tmp_path, "rule_id,subject_uid,reason,owner,segment\n*,*,Why,Ana,Hot list\n")
    assert read_waivers(file, CATALOGUE, Segments(["Hot list"])).num_rows == 1


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            (),
            'column segment: "Hot list" is not a valid segment: the setting segments names no query',
        ),
        (
            ("Shared Queries/Hot list 2",),
            "Use the path of a query of the setting segments: `Shared",
        ),
        (("My Hot list",), "Use the path of a query of the setting segments: `My Hot list`"),
    ],
)
def test_a_segment_that_no_setting_names_is_an_error(
    tmp_path: Path, settings: tuple[str, ...], problem: str
) -> None:
    file = write(tmp_path, "rule_id,subject_uid,reason,owner,segment\nzombie,*,Why,Ana,Hot list\n")
    with pytest.raises(UserActionRequired) as error:
        read_waivers(file, CATALOGUE, Segments(settings))
    assert problem in str(error.value)
