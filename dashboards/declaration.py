"""The words in which datasets and pages are declared: measures, lookups and charts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["number", "last", "line", "bar", "table"]
"""A number, the number of the last date with its course, a course over time, bars, or rows."""
Function = Literal["count", "sum", "average"]
Grain = Literal["second", "day", "week", "month"]


@dataclass(frozen=True)
class Measure:
    """An aggregate of a dataset's rows. Metrics of the catalogue are declared there."""

    name: str
    label: str
    function: Function = "count"
    column: str = ""


@dataclass(frozen=True)
class Lookup:
    """Columns that a dataset takes from another table, whose key is also a column of the dataset."""

    table: str
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Dataset:
    """A published table with its time axis, measures, and the columns that it looks up."""

    table: str
    time: str
    measures: tuple[Measure, ...] = ()
    lookups: tuple[Lookup, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart of one dataset; `table` charts have columns and an order, all others measures."""

    title: str
    kind: Kind
    dataset: str
    measures: tuple[str, ...] = ()
    by: str = ""  # the axis of bars; empty for the time axis
    series: str = ""
    grain: Grain = "week"
    where: Mapping[str, bool | str | tuple[str, ...]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    order: str = ""  # the column that table charts are sorted by, descending
    width: int = 4  # of 12


@dataclass(frozen=True)
class Page:
    """A dashboard, and the question that it answers."""

    name: str
    question: str
    rows: tuple[tuple[Chart, ...], ...]

    @property
    def charts(self) -> list[Chart]:
        """Return the charts of all rows."""
        return [chart for row in self.rows for chart in row]
