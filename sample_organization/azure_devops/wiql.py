"""Flat queries in the Work Item Query Language, as far as the sample server understands it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sample_organization.azure_devops.errors import ApiError, bad_request
from sample_organization.model.organization import Identity, Revision, format_timestamp

Test = Callable[[Revision], bool]

_QUERY = re.compile(r"\s*select\s+.+?\s+from\s+workitems\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_KEYWORDS = ("where", "order", "by", "asof", "mode")
_TOKEN = re.compile(
    r"'(?:[^']|'')*'|\[[^\]]+\]|@\w+(?:\s*[+-]\s*\d+)?|-?\d+(?:\.\d+)?|<>|<=|>=|[=<>(),]|\w+|(?P<gap>\s+)"
)
_TODAY = re.compile(r"@today(?:\s*([+-])\s*(\d+))?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
    "under": lambda left, right: f"{left}\\".startswith(f"{right}\\"),
    "contains": lambda left, right: right in left,
}


@dataclass(frozen=True)
class FlatQuery:
    """A query: the test of its condition, its order, and the time that it describes, if it names one."""

    test: Test
    order_field: str = "System.Id"
    is_descending: bool = False
    as_of: str | None = None

    def sort_key(self, revision: Revision) -> tuple[bool, Any, int]:
        """Return what the results are sorted by; items without a value come first."""
        value = _value(revision, self.order_field)
        return value is not None, value, revision.id


def parse_query(text: str, project_name: str | None, present: datetime) -> FlatQuery:
    """Parse a query; `@project` and `@today` are those of the request.

    Raises:
        ApiError: If the query is not understood.
    """
    parsed = _QUERY.fullmatch(text)
    if parsed is None:
        raise bad_request("QuerySyntaxException", f"TF51006: The query is not understood: {text}")
    clauses: dict[str, list[str]] = {"": []}
    current = clauses[""]
    for token in _tokens(parsed["rest"]):
        if token.lower() in _KEYWORDS:
            current = clauses.setdefault(token.lower(), [])
        else:
            current.append(token)
    condition = _Condition(clauses.get("where", []), project_name, present)
    order = clauses.get("by", [])
    as_of = clauses.get("asof", [])
    return FlatQuery(
        condition.parse(),
        order[0].strip("[]") if order else "System.Id",
        bool(order[1:]) and order[1].lower() == "desc",
        as_of[0].strip("'") if as_of else None,
    )


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise _not_understood(text[position:])
        if not token["gap"]:
            yield token[0]
        position = token.end()


class _Condition:
    """Parses a condition: `not` binds closest, then `and`, then `or`."""

    def __init__(self, tokens: list[str], project_name: str | None, present: datetime) -> None:
        self._tokens = tokens
        self._position = 0
        self._project_name = project_name
        self._present = present

    def parse(self) -> Test:
        """Return the test for the complete condition; without one every item passes."""
        if not self._tokens:
            return lambda revision: True
        test = self._alternatives()
        if self._position < len(self._tokens):
            raise _not_understood(self._next())
        return test

    def _alternatives(self) -> Test:
        tests = [self._conjunction()]
        while self._skip("or"):
            tests.append(self._conjunction())
        return lambda revision: any(test(revision) for test in tests)

    def _conjunction(self) -> Test:
        tests = [self._negation()]
        while self._skip("and"):
            tests.append(self._negation())
        return lambda revision: all(test(revision) for test in tests)

    def _negation(self) -> Test:
        if self._skip("not"):
            negated = self._negation()
            return lambda revision: not negated(revision)
        if self._skip("("):
            test = self._alternatives()
            self._require(")")
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        name = self._next().strip("[]")
        if self._skip("not"):
            self._require("in")
            values = self._list()
            return lambda revision: _value(revision, name) not in values
        if self._skip("in"):
            values = self._list()
            return lambda revision: _value(revision, name) in values
        operator, wanted = self._next().lower(), self._literal()
        compare = _COMPARISONS.get(operator)
        if compare is None:
            raise _not_understood(operator)

        def test(revision: Revision) -> bool:
            value = _value(revision, name)
            if isinstance(value, str) and isinstance(wanted, str) and _DATE.fullmatch(wanted):
                value = value[: len(wanted)]  # the day
            if value is None or isinstance(value, str) != isinstance(wanted, str):
                return value is None and operator == "<>"
            return compare(value, wanted)

        return test

    def _list(self) -> list[str | float]:
        self._require("(")
        values = [self._literal()]
        while self._skip(","):
            values.append(self._literal())
        self._require(")")
        return values

    def _literal(self) -> str | float:
        token = self._next()
        if token.startswith("'"):
            return token[1:-1].replace("''", "'").lower()
        if token.lower() == "@project" and self._project_name is not None:
            return self._project_name.lower()
        if today := _TODAY.fullmatch(token):
            days = int(f"{today[1] or '+'}{today[2] or 0}")
            return format_timestamp(self._present + timedelta(days=days))[:10]
        if token.startswith("@"):
            message = f"TF51000: The macro '{token}' is not supported without a team context."
            raise bad_request("QuerySyntaxException", message)
        return float(token)

    def _next(self) -> str:
        if self._position == len(self._tokens):
            raise _not_understood("its end")
        self._position += 1
        return self._tokens[self._position - 1]

    def _skip(self, word: str) -> bool:
        found = self._tokens[self._position : self._position + 1]
        if [token.lower() for token in found] != [word]:
            return False
        self._position += 1
        return True

    def _require(self, word: str) -> None:
        if not self._skip(word):
            raise _not_understood(self._next())


def _value(revision: Revision, name: str) -> Any:
    names = {field.lower(): value for field, value in revision.fields.items()}
    value = names.get(name.lower())
    value = value.unique_name if isinstance(value, Identity) else value
    return value.lower() if isinstance(value, str) else value


def _not_understood(text: str) -> ApiError:
    message = f"TF51006: The query statement contains something unexpected: {text}"
    return bad_request("QuerySyntaxException", message)
