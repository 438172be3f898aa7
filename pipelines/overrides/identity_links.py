"""What users say about identities: manual_links.csv and domain_aliases.csv."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import parsing
from pipelines.csv_files import CsvFile, Row, read_csv_file
from pipelines.overrides import schema

SAME, DIFFERENT = "same", "different"
LINK_COLUMNS, OPTIONAL_LINK_COLUMNS = ("platform", "account_uid", "person_id"), ("verdict",)
ALIAS_COLUMNS = ("alias", "domain")


def read_manual_links(path: Path) -> pa.Table:
    """The lines of manual_links.csv as a table of `schema.MANUAL_LINKS`; none if it does not exist.

    Raises:
        UserActionRequired: If something in it is not right, with file, line and column.
    """
    if not path.exists():
        return schema.MANUAL_LINKS.empty_table()
    file = read_csv_file(path)
    file.refuse_other_columns(LINK_COLUMNS, OPTIONAL_LINK_COLUMNS)
    links = [_link(file, line, row) for line, row in file.rows]
    file.refuse_repetition(
        "person_id",
        [(each["line_number"], ",".join(each[name] for name in LINK_COLUMNS)) for each in links],
    )
    return pa.Table.from_pylist(links, schema=schema.MANUAL_LINKS)


def _link(file: CsvFile, line: int, row: Row) -> dict[str, Any]:
    link: dict[str, Any] = {name: file.filled(line, row, name) for name in LINK_COLUMNS}
    verdict = file.cell(line, row, "verdict", parsing.one_of((SAME, DIFFERENT))) or SAME
    return link | {"line_number": line, "is_same": verdict == SAME}


def read_domain_aliases(path: Path) -> pa.Table:
    """The lines of domain_aliases.csv as a table of `schema.DOMAIN_ALIASES`; none if it does not exist.

    Raises:
        UserActionRequired: If something in it is not right, with file, line and column.
    """
    if not path.exists():
        return schema.DOMAIN_ALIASES.empty_table()
    file = read_csv_file(path)
    file.refuse_other_columns(ALIAS_COLUMNS, ())
    aliases = [_alias(file, line, row) for line, row in file.rows]
    file.refuse_repetition("alias", [(each["line_number"], each["alias"]) for each in aliases])
    known = {each["alias"] for each in aliases}
    for each in aliases:
        if each["domain"] in known:
            problem = f"`{each['domain']}` is an alias itself; name the domain that it stands for"
            raise file.fault(each["line_number"], "domain", problem)
    return pa.Table.from_pylist(aliases, schema=schema.DOMAIN_ALIASES)


def _alias(file: CsvFile, line: int, row: Row) -> dict[str, Any]:
    alias: dict[str, Any] = {"line_number": line}
    for name in ALIAS_COLUMNS:
        file.filled(line, row, name)
        alias[name] = file.cell(line, row, name, _domain)
    return alias


def _domain(value: str) -> str:
    """A domain as mail addresses write it in ASCII, in lower case."""
    try:
        domain = value.lower().encode("idna").decode()
    except UnicodeError:
        domain = ""
    if "." not in domain or "@" in domain or " " in domain:
        raise ValueError("domain, such as aurora.example")
    return domain
