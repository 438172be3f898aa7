from pathlib import Path

import pytest

from pipelines.errors import UserActionRequired
from pipelines.overrides.license_prices import read_license_prices


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "license_prices.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_there_are_no_prices(tmp_path: Path) -> None:
    assert read_license_prices(tmp_path / "license_prices.csv").num_rows == 0


def test_a_price_has_a_free_count_or_that_of_the_list(tmp_path: Path) -> None:
    path = write(
        tmp_path, "license_code,usd_per_month,free_count\nExpress,4.5,10\nstakeholder,0,\n"
    )
    assert read_license_prices(path).to_pylist() == [
        {"line_number": 2, "license_code": "express", "usd_per_month": 4.5, "free_count": 10},
        {"line_number": 3, "license_code": "stakeholder", "usd_per_month": 0, "free_count": None},
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "license_code,usd_per_month\nexpres,4",
            "line 2, column license_code: there is no license `expres`. Nearest: `express`",
        ),
        ("license_code,usd_per_month\nexpress,", "line 2, column usd_per_month: empty"),
        (
            "license_code,usd_per_month\nexpress,-1",
            'line 2, column usd_per_month: "-1" is not a valid number',
        ),
        (
            "license_code,usd_per_month,free_count\nexpress,4,0.5",
            'line 2, column free_count: "0.5" is not a valid count. Use an integer from 0 to',
        ),
        (
            "license_code,usd_per_month\nexpress,4\nEXPRESS,5",
            "line 3, column license_code: `express` is in line 2 as well",
        ),
        ("license_code\nexpress", "line 1, column usd_per_month: missing"),
        ("license_code,usd_per_month,price\n", "line 1, column price: unknown"),
    ],
)
def test_an_invalid_price_is_named_with_its_position(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(UserActionRequired) as error:
        read_license_prices(write(tmp_path, text))
    assert problem in str(error.value)
