from pathlib import Path

import pytest

from pipelines.errors import UserActionRequired
from pipelines.overrides.identity_links import read_domain_aliases, read_manual_links


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_files_there_are_no_links(tmp_path: Path) -> None:
    assert read_manual_links(tmp_path / "manual_links.csv").num_rows == 0
    assert read_domain_aliases(tmp_path / "domain_aliases.csv").num_rows == 0


def test_a_link_states_that_two_accounts_belong_together_or_do_not(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "platform,account_uid,person_id,verdict\ngithub,7,P1,\ngithub,7,P2,Different\n",
    )
    links = read_manual_links(path)
    assert links["account_uid"].to_pylist() == ["7", "7"]
    assert links["person_id"].to_pylist() == ["P1", "P2"]
    assert links["is_same"].to_pylist() == [True, False]
    assert links["line_number"].to_pylist() == [2, 3]


def test_a_domain_has_the_form_of_email_addresses(tmp_path: Path) -> None:
    path = write(tmp_path, "alias,domain\nNachtzug-Süd.example,Aurora.example\n")
    assert read_domain_aliases(path).to_pylist() == [
        {"line_number": 2, "alias": "xn--nachtzug-sd-2hb.example", "domain": "aurora.example"}
    ]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("github,7,", "line 2, column person_id: empty"),
        ("github,,P1", "line 2, column account_uid: empty"),
        (
            "github,7,P1,maybe",
            'line 2, column verdict: "maybe" is not a valid value. Use one of same, different.',
        ),
        (
            "github,7,P1\ngithub,7,P1",
            "line 3, column person_id: `github,7,P1` is in line 2 as well",
        ),
    ],
)
def test_an_invalid_link_is_named_with_its_position(
    tmp_path: Path, lines: str, problem: str
) -> None:
    path = write(tmp_path, f"platform,account_uid,person_id,verdict\n{lines}\n")
    with pytest.raises(UserActionRequired) as error:
        read_manual_links(path)
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("old.example,", "line 2, column domain: empty"),
        ("@old.example,new.example", 'line 2, column alias: "@old.example" is not a valid domain'),
        ("old,new.example", 'line 2, column alias: "old" is not a valid domain'),
        (
            "a.example,b.example\nA.example,c.example",
            "line 3, column alias: `a.example` is in line 2",
        ),
        (
            "a.example,b.example\nb.example,c.example",
            "line 2, column domain: `b.example` is itself an alias",
        ),
        ("a.example,a.example", "line 2, column domain: `a.example` is itself an alias"),
    ],
)
def test_an_invalid_alias_is_named_with_its_position(
    tmp_path: Path, lines: str, problem: str
) -> None:
    path = write(tmp_path, f"alias,domain\n{lines}\n")
    with pytest.raises(UserActionRequired) as error:
        read_domain_aliases(path)
    assert problem in str(error.value)
