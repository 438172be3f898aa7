"""Override files about identities: manual_links.csv and domain_aliases.csv."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import parsing
from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.overrides import schema

SAME, DIFFERENT = "same", "different"
LINK_COLUMNS, OPTIONAL_LINK_COLUMNS = ("platform", "account_uid", "person_id"), ("verdict",)
ALIAS_COLUMNS = ("alias", "domain")


def read_manual_links(path: Path) -> pa.Table:
    """Return the lines of manual_links.csv in `schema.MANUAL_LINKS`; none if it does not exist.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    if not is_present(path):
        return schema.MANUAL_LINKS.empty_table()
    file = read_csv_file(path)
    file.refuse_other_columns(LINK_COLUMNS, OPTIONAL_LINK_COLUMNS)
    links = [_link(file, line, row) for line, row in file.rows]
    file.refuse_repetition(
        "person_id",
        [(link["line_number"], ",".join(link[name] for name in LINK_COLUMNS)) for link in links],
    )
    return pa.Table.from_pylist(links, schema=schema.MANUAL_LINKS)


def _link(file: CsvFile, line: int, row: Row) -> dict[str, Any]:
    link: dict[str, Any] = {name: file.filled(line, row, name) for name in LINK_COLUMNS}
    verdict = file.cell(line, row, "verdict", parsing.one_of((SAME, DIFFERENT))) or SAME
    return link | {"line_number": line, "is_same": verdict == SAME}


def read_domain_aliases(path: Path) -> pa.Table:
    """Return the lines of domain_aliases.csv in `schema.DOMAIN_ALIASES`; none if it does not exist.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    if not is_present(path):
        return schema.DOMAIN_ALIASES.empty_table()
    file = read_csv_file(path)
    file.refuse_other_columns(ALIAS_COLUMNS, ())
    aliases = [_alias(file, line, row) for line, row in file.rows]
    file.refuse_repetition("alias", [(alias["line_number"], alias["alias"]) for alias in aliases])
    names = {alias["alias"] for alias in aliases}
    for alias in aliases:
        if alias["domain"] in names:
            problem = (
                f"`{alias['domain']}` is itself an alias. Use the domain that it is an alias of"
            )
            raise file.fault(alias["line_number"], "domain", problem)
    return pa.Table.from_pylist(aliases, schema=schema.DOMAIN_ALIASES)


def _alias(file: CsvFile, line: int, row: Row) -> dict[str, Any]:
    alias: dict[str, Any] = {"line_number": line}
    for name in ALIAS_COLUMNS:
        file.filled(line, row, name)
        alias[name] = file.cell(line, row, name, _domain)
    return alias


def _domain(value: str) -> str:
    """Return a domain in lower case, with non-ASCII labels in their ASCII form."""
    try:
        domain = value.lower().encode("idna").decode()
    except UnicodeError:
        domain = ""
    if "." not in domain or "@" in domain or " " in domain:
        raise ValueError("valid domain. Use a domain such as aurora.example.")
    return domain
