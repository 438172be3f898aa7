"""Rows that responses repeat are loaded once, and the coverage tells."""

from typing import Any

import pytest

from pipelines.azure_devops.declarations import INTEGER, STRING, Snapshot, table_schema
from pipelines.azure_devops.repeated_rows import remarks, without_repeated
from pipelines.azure_devops.scopes import WORK_READ

SCHEMA = table_schema(project=STRING, id=INTEGER, uid=STRING, name=STRING)
NODES = Snapshot(
    "nodes",
    SCHEMA,
    lambda organization: iter(()),
    WORK_READ,
    keys=(("project", "id"), ("uid",)),
    named_by=("project", "name"),
)


def node(number: int | None, uid: str | None, name: str, project: str = "p1") -> dict[str, Any]:
    return {"project": project, "id": number, "uid": uid, "name": name}


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        pytest.param([node(1, "a", "A"), node(1, "b", "B")], [0], id="one id twice"),
        pytest.param([node(1, "a", "A"), node(2, "a", "B")], [0], id="one uid twice"),
        pytest.param([node(1, "a", "A"), node(1, "b", "B", "p2")], [0, 1], id="other project"),
        pytest.param([node(1, None, "A"), node(2, None, "B")], [0, 1], id="no uid"),
        pytest.param([node(2, "b", "B"), node(1, "a", "A")], [0, 1], id="order of the response"),
    ],
)
def test_the_first_row_of_each_key_is_kept(rows: list[dict[str, Any]], kept: list[int]) -> None:
    assert without_repeated(NODES, rows) == [rows[number] for number in kept]


def test_repeated_rows_are_counted() -> None:
    rows = [node(1, "a", "A"), node(1, "a", "A"), node(2, "b", "B")]
    assert remarks(NODES, rows, rows[1:]) == ["rows that responses repeated, counted once: 1"]


def test_names_that_differ_only_in_case_are_named() -> None:
    rows = [node(1, "a", "Sprint"), node(2, "b", "SPRINT"), node(3, "c", "sprint", "p2")]
    [remark] = remarks(NODES, rows, rows)
    assert remark.startswith("names that differ only in case: SPRINT, Sprint. Where only the name")


def test_few_names_are_listed() -> None:
    rows = [node(number, None, name) for number, name in enumerate("aAbBcCdDeEfFgG")]
    [remark] = remarks(NODES, rows, rows)
    assert "E, e and 2 more." in remark


def test_nothing_is_told_about_an_ordinary_response() -> None:
    rows = [node(1, "a", "A"), node(2, "b", "B")]
    assert remarks(NODES, rows, rows) == []
