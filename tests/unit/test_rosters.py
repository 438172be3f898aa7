from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.accounts.rosters import NO_PLATFORMS, read_rosters
from pipelines.errors import UserActionRequired

LOADED_AT = datetime(2026, 6, 30, tzinfo=UTC)


def write(directory: Path, name: str, text: str) -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_that_does_not_exist_has_no_roster(tmp_path: Path) -> None:
    rosters = read_rosters(tmp_path / "none", LOADED_AT)
    assert rosters.platforms == ()
    assert rosters.expectations.num_rows == 0


def test_a_row_is_typed_and_unknown_columns_are_stored(tmp_path: Path) -> None:
    write(
        tmp_path,
        "hr.csv",
        "\ufeffemail, employment_status,is_admin,start_date,Cost Centre\n"
        " ana@x.org ,on_leave,Yes,2024-02-29,4711\n",
    )
    [row] = read_rosters(tmp_path, LOADED_AT).rosters[0].accounts.to_pylist()
    assert (row["platform"], row["account_uid"], row["email"]) == ("hr", "ana@x.org", "ana@x.org")
    assert (row["employment_status"], row["account_status"]) == ("on_leave", "active")
    assert (row["is_admin"], row["is_guest"], row["account_type"]) == (True, False, "human")
    assert row["start_date"] == date(2024, 2, 29)
    assert row["other_columns"] == '{"Cost Centre":"4711"}'
    assert (row["loaded_at"], row["line_number"]) == (LOADED_AT, 2)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_header_shows_the_separator(tmp_path: Path, separator: str) -> None:
    lines = [
        [
            "email",
            '"display_name"',
            "other_emails",
            "Cost, Centre; old" if separator == "\t" else "group",
        ],
        ["ana@x.org", f'"Ana{separator} the first"', '"a@x.org;b@x.org"', "4711"],
    ]
    write(tmp_path, "hr.csv", "".join(separator.join(cells) + "\r\n" for cells in lines))
    [row] = read_rosters(tmp_path, LOADED_AT).rosters[0].accounts.to_pylist()
    assert (row["email"], row["display_name"]) == ("ana@x.org", f"Ana{separator} the first")
    assert (row["other_emails"], "4711" in row["other_columns"]) == ("a@x.org;b@x.org", True)


def test_cells_with_other_separators_in_a_file_with_commas_stay_whole(tmp_path: Path) -> None:
    write(tmp_path, "hr.csv", "email,other_emails\nana@x.org,a@x.org;b@x.org\n")
    [row] = read_rosters(tmp_path, LOADED_AT).rosters[0].accounts.to_pylist()
    assert row["other_emails"] == "a@x.org;b@x.org"


@pytest.mark.parametrize(
    ("separator", "name"), [(",", "a comma"), (";", "a semicolon"), ("\t", "a tab")]
)
def test_too_many_cells_name_the_separator(tmp_path: Path, separator: str, name: str) -> None:
    rows = [["email", "group"], ["a", "b", "c"]]
    write(tmp_path, "hr.csv", "\n".join(separator.join(cells) for cells in rows))
    with pytest.raises(UserActionRequired, match=f"Quote cells that contain {name}"):
        read_rosters(tmp_path, LOADED_AT)


def test_a_file_with_a_separator_that_is_not_known_names_those_that_are(tmp_path: Path) -> None:
    write(tmp_path, "hr.csv", "email|group\na|b\n")
    with pytest.raises(UserActionRequired, match="separated by a comma, a semicolon or a tab"):
        read_rosters(tmp_path, LOADED_AT)


@pytest.mark.parametrize(
    ("cells", "uid"),
    [("u1,ana,ana@x.org", "u1"), (",ana,ana@x.org", "ana"), (",,ana@x.org", "ana@x.org")],
)
def test_the_account_uid_is_the_first_that_has_a_value(
    tmp_path: Path, cells: str, uid: str
) -> None:
    write(tmp_path, "github.csv", f"account_uid,username,email\n{cells}\n")
    accounts = read_rosters(tmp_path, LOADED_AT).rosters[0].accounts
    assert accounts["account_uid"].to_pylist() == [uid]


def test_files_of_overrides_are_not_platforms(tmp_path: Path) -> None:
    for name in sorted(NO_PLATFORMS):
        write(tmp_path, f"{name}.csv", "platform\ngithub\n")
    write(tmp_path, "github.csv", "username\nana\n")
    rosters = read_rosters(tmp_path, LOADED_AT)
    assert rosters.platforms == ("github",)
    assert rosters.expectations["platform"].to_pylist() == ["github"]


def test_an_expectation_is_a_row_for_each_condition(tmp_path: Path) -> None:
    write(tmp_path, "hr.csv", "email,group\nana@x.org,Blue\n")
    write(
        tmp_path, "expectations.csv", "platform,department,group,team\ngithub,Dev,Blue,\nslack,,,\n"
    )
    expectations = read_rosters(tmp_path, LOADED_AT).expectations.to_pylist()
    listed = [
        tuple(row[name] for name in ("line_number", "attribute", "value")) for row in expectations
    ]
    assert listed == [(2, "department", "Dev"), (2, "group", "Blue"), (3, None, None)]


def test_an_expectation_with_an_unknown_column_is_rejected(tmp_path: Path) -> None:
    write(tmp_path, "hr.csv", "email\nana@x.org\n")
    write(tmp_path, "expectations.csv", "platform,departement\ngithub,Dev\n")
    with pytest.raises(
        UserActionRequired, match=r"line 1, column departement: unknown\. The columns are"
    ):
        read_rosters(tmp_path, LOADED_AT)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "hr.csv, line 1: the file is empty"),
        (
            "name\nAna\n",
            "hr.csv, line 1, column name: none of the columns account_uid, username, email",
        ),
        ("email,display_name\n,Ana\n", "hr.csv, line 2, column account_uid: no account_uid"),
        ("email,username\n,\nx,y,z\n", "hr.csv, line 3, column username: 3 cells, but 2 columns"),
        (
            "email,end_date\na,31.12.2026\n",
            'hr.csv, line 2, column end_date: "31.12.2026" is not a valid date. Use YYYY-MM-DD.',
        ),
        (
            "email,employment_status\na,gone\n",
            'line 2, column employment_status: "gone" is not a valid value',
        ),
        (
            "email,is_admin\na,perhaps\n",
            'line 2, column is_admin: "perhaps" is not a valid boolean',
        ),
        ("email\na\na\n", "line 3, column account_uid: `a` is in line 2 as well"),
        ('email\n"a\n', "hr.csv, line 2: not valid CSV (unexpected end of data)"),
    ],
)
def test_an_error_is_named_with_its_position(tmp_path: Path, text: str, place: str) -> None:
    write(tmp_path, "hr.csv", text)
    with pytest.raises(UserActionRequired) as error:
        read_rosters(tmp_path, LOADED_AT)
    assert place in str(error.value)


def test_a_file_that_is_not_utf8_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "hr.csv").write_bytes("email,display_name\na,Jürgen\n".encode("latin-1"))
    with pytest.raises(UserActionRequired, match=r"hr\.csv: not UTF-8"):
        read_rosters(tmp_path, LOADED_AT)


def test_azure_devops_cannot_have_a_roster_file(tmp_path: Path) -> None:
    write(tmp_path, "azure_devops.csv", "username\nana\n")
    with pytest.raises(UserActionRequired, match="is read through its API"):
        read_rosters(tmp_path, LOADED_AT)


def test_a_column_that_only_connectors_fill_is_unknown_in_a_file(tmp_path: Path) -> None:
    write(tmp_path, "hr.csv", "username,created_at,platform,loaded_at\nana,2024-02-29,x,never\n")
    [row] = read_rosters(tmp_path, LOADED_AT).rosters[0].accounts.to_pylist()
    assert (row["created_at"], row["platform"], row["loaded_at"]) == (None, "hr", LOADED_AT)
    assert row["other_columns"] == '{"created_at":"2024-02-29","loaded_at":"never","platform":"x"}'


def test_a_header_with_an_open_quote_is_an_error_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, "hr.csv", '"email' + ",x" * 200_000)
    with pytest.raises(UserActionRequired, match=r"hr\.csv, line 1: not valid CSV"):
        read_rosters(tmp_path, LOADED_AT)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_system_ends_them(tmp_path: Path, line_end: str) -> None:
    write(tmp_path, "hr.csv", f"email;group{line_end}ana@x.org;4711{line_end}")
    [row] = read_rosters(tmp_path, LOADED_AT).rosters[0].accounts.to_pylist()
    assert row["other_columns"] == '{"group":"4711"}'


@pytest.mark.parametrize("name", ['dept "x"', "*", "dept\\", "dept\x1b[31m", "\u202edept"])
def test_a_column_that_no_expectation_can_name_is_refused(tmp_path: Path, name: str) -> None:
    cell = name.replace('"', '""')
    write(tmp_path, "hr.csv", f'email,"{cell}"\nana@x.org,Dev\n')
    with pytest.raises(UserActionRequired, match=r"line 1, column .*: not a usable name"):
        read_rosters(tmp_path, LOADED_AT)


@pytest.mark.parametrize("name", ["Dept. (EU), 'new'", "$", "a.b", "[0]", "Größe 😀", "a*", "@/#"])
def test_a_column_of_any_other_name_can_be_a_condition(tmp_path: Path, name: str) -> None:
    write(tmp_path, "hr.csv", f'email,"{name}"\nana@x.org,Dev\n')
    write(tmp_path, "expectations.csv", f'platform,"{name}"\ngithub,Dev\n')
    rosters = read_rosters(tmp_path, LOADED_AT)
    [row] = rosters.rosters[0].accounts.to_pylist()
    [expectation] = rosters.expectations.to_pylist()
    query = "select json_extract_string(?, '$.\"' || ? || '\"')"  # the macro json_text_at
    found = duckdb.execute(query, [row["other_columns"], expectation["attribute"]]).fetchall()
    assert found == [("Dev",)]


def test_a_column_without_a_name_is_no_condition(tmp_path: Path) -> None:
    write(tmp_path, "hr.csv", "email,\nana@x.org,Dev\n")
    write(tmp_path, "expectations.csv", "platform,\ngithub,Dev\n")
    with pytest.raises(UserActionRequired, match="unknown"):
        read_rosters(tmp_path, LOADED_AT)


@pytest.mark.parametrize(
    "name", ["[bold red]hr", "hr[", 'h"r', "h*r", "hr\n", "\x1b[31mhr", "h\\r"]
)
def test_a_file_name_that_is_no_platform_name_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"{name}.csv", "email\nana@x.org\n")
    with pytest.raises(UserActionRequired, match=r"is not a valid platform name\. Rename the file"):
        read_rosters(tmp_path, LOADED_AT)


@pytest.mark.parametrize(
    "name", ["Active Directory", "github-enterprise.eu", "é", "e\u0301", "R&D"]
)
def test_a_file_name_of_any_other_kind_is_a_platform(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"{name}.csv", "email\nana@x.org\n")
    assert read_rosters(tmp_path, LOADED_AT).platforms == (name,)


def test_a_roster_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserActionRequired, match=r"The roster folder .* cannot be read"):
        read_rosters(write(tmp_path, "rosters", ""), LOADED_AT)
