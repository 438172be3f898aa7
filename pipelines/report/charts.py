"""The charts of the page, as Vega-Lite specifications without data: the page adds the rows of a query.

A colour such as `@good` is a variable of the style sheet, so that charts follow the light and the dark theme.
For developers: `python -m pipelines.report.charts` writes them to `assets/charts.json`, so that a run needs
no Altair, which takes seconds to import and to validate.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt

from pipelines.overrides.catalogue import SEVERITIES

CHARTS_FILE = Path(__file__).parent / "assets" / "charts.json"
_HEIGHT = 240
_BANDS = {
    "usual": "@good",
    "above 50 %": "@neutral",
    "above 85 %": "@warn",
    "above 95 %": "@bad",
    "no percentiles": "@line-strong",
}
_STATUSES = {
    "circular": "@bad",
    "broken": "@bad",
    "violated": "@warn",
    "late": "@warn",
    "unscheduled": "@neutral",
    "on_track": "@good",
    "satisfied": "@line-strong",
}
_DASHES = {
    "circular": [1, 0],
    "broken": [7, 4],
    "violated": [1, 0],
    "late": [7, 4],
    "unscheduled": [4, 4],
    "on_track": [1, 3],
    "satisfied": [1, 3],
}


def specifications() -> dict[str, Any]:
    """Return the specification of each chart by its name."""
    return {name: _without_data(chart().to_dict()) for name, chart in CHARTS.items()}


def _without_data(part: Any) -> Any:
    if isinstance(part, dict):
        kept = part.keys() - {"$schema", "config", "data"}
        return {key: _without_data(value) for key, value in part.items() if key in kept}
    if isinstance(part, list):
        return [_without_data(value) for value in part]
    return part


def _base() -> Any:
    return alt.Chart(alt.NamedData(name="rows"), height=_HEIGHT)


def _date(field: str, **options: Any) -> alt.X:
    return alt.X(
        f"{field}:T",
        title=None,
        axis=alt.Axis(format="%-d %b", grid=False, labelOverlap=True),
        **options,
    )


def _number(field: str, title: str, **options: Any) -> alt.Y:
    return alt.Y(f"{field}:Q", title=title, axis=alt.Axis(format="~r"), **options)


def _on_axis(field: str, title: str) -> alt.Y:
    """Return a further field on an axis: titles of layers that are equal are one."""
    return alt.Y(f"{field}:Q", title=title)


def _colours(field: str, colours: dict[str, str], **options: Any) -> alt.Color:
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color(f"{field}:N", title=None, scale=scale, **options)


def _rule_at(field: str, label: str, axis: str, colour: str, dash: list[int]) -> Any:
    """Return a horizontal line at the value that all rows have, with its name at the right."""
    height = f"height_of_{field}"
    first = _base().transform_aggregate(**{height: f"max({field})"})
    line = first.mark_rule(color=colour, strokeDash=dash, strokeWidth=1.5).encode(
        y=_on_axis(height, axis)
    )
    text = first.mark_text(
        align="right", baseline="bottom", dy=-2, color="@text", fontSize=11, fontWeight="bold"
    ).encode(y=_on_axis(height, axis), x=alt.value("width"), text=alt.value(label))
    return line + text


def trend() -> Any:
    """Open findings by week and severity."""
    colours = {severity: f"@{severity}" for severity in SEVERITIES}
    return (
        _base()
        .mark_bar(width=alt.RelativeBandSize(0.7))
        .encode(
            x=alt.X("week_date:O", title=None, timeUnit="yearmonthdate", axis=_day_axis()),
            y=_number("open_findings", "open findings"),
            color=_colours("severity", colours, sort=list(SEVERITIES)),
            order=alt.Order("severity_id:Q", sort="descending"),
            tooltip=[
                _at("week_date", "week"),
                _as("severity"),
                _as("open_findings", "open findings"),
            ],
        )
    )


def _day_axis() -> alt.Axis:
    return alt.Axis(format="%-d %b", labelAngle=0, labelOverlap=True, grid=False)


def _as(field: str, title: str | None = None, text_format: str | None = None) -> alt.Tooltip:
    title = title or field.replace("_", " ")
    if text_format:
        return alt.Tooltip(f"{field}:Q", title=title, format=text_format)
    return alt.Tooltip(f"{field}:N", title=title)


def _at(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:T", title=title, format="%-d %b %Y")


def velocity() -> Any:
    """Planned effort, and what became of it, by iteration; average and natural process limits."""
    kinds = {"completed": "@good", "completed late": "@warn", "incomplete": "@bad"}
    fields = ["completed", "completed_late", "incomplete"]
    x = alt.X(
        "iteration_name:N", title=None, sort=None, axis=alt.Axis(labelAngle=-40, labelLimit=90)
    )
    bars = (
        _base()
        .transform_fold(fields, as_=["field", "amount"])
        .transform_calculate(outcome="replace(datum.field, '_', ' ')")
        .mark_bar(width=alt.RelativeBandSize(0.6))
        .encode(
            x=x,
            y=_number("amount", "effort or items", stack="zero"),
            color=_colours("outcome", kinds),
            order=alt.Order("field:N"),
            tooltip=[
                _as("iteration_name", "iteration"),
                _as("planned"),
                _as("completed"),
                _as("completed_late"),
                _as("incomplete"),
                _as("average_of_3", None, ".1f"),
                _as("unit"),
            ],
        )
    )
    planned = (
        _base()
        .mark_tick(color="@text", thickness=2, size=26)
        .encode(x=x, y=_on_axis("planned", "effort or items"))
    )
    average = (
        _base()
        .mark_line(color="@accent", strokeWidth=2)
        .encode(x=x, y=_on_axis("average_of_3", "effort or items"))
    )
    limits = [
        _rule_at("upper_limit", "upper limit", "effort or items", "@line-strong", [4, 3]),
        _rule_at("lower_limit", "lower limit", "effort or items", "@line-strong", [4, 3]),
    ]
    return alt.layer(bars, planned, average, *limits)


def cumulative_flow() -> Any:
    """Items by state category and day, stacked."""
    kinds = {
        "completed": "@good",
        "resolved": "@neutral",
        "in progress": "@accent",
        "proposed": "@faint",
    }
    return (
        _base()
        .transform_fold(
            ["completed_since", "resolved", "in_progress", "proposed"], as_=["field", "items"]
        )
        .transform_calculate(
            category="{completed_since: 'completed', resolved: 'resolved', in_progress: 'in progress', "
            "proposed: 'proposed'}[datum.field]",
            position="indexof(['completed_since', 'resolved', 'in_progress', 'proposed'], datum.field)",
        )
        .mark_area(opacity=0.9, line=False)
        .encode(
            x=_date("date"),
            y=_number("items", "items", stack="zero"),
            color=_colours("category", kinds, sort=list(kinds)),
            order=alt.Order("position:Q"),
            tooltip=[_at("date", "day"), _as("category"), _as("items")],
        )
    )


def aging() -> Any:
    """The age of each item in progress by state, and the 85th percentile of each type."""
    points = (
        _base()
        .transform_calculate(jitter="random()")
        .mark_circle(size=90, opacity=0.85)
        .encode(
            x=alt.X("state:N", title=None, axis=alt.Axis(labelAngle=0, labelLimit=110)),
            xOffset="jitter:Q",
            y=_number("work_item_age_days", "age in days", scale=alt.Scale(type="symlog")),
            color=_colours("band", _BANDS, sort=list(_BANDS)),
            tooltip=[
                _as("work_item_id", "work item"),
                _as("title"),
                _as("work_item_type", "type"),
                _as("assigned_to_name", "assigned to"),
                _as("work_item_age_days", "age in days", ".1f"),
                _as("state_age_days", "days in state", ".1f"),
                _as("cycle_time_p85_days", "85 % take at most", ".1f"),
            ],
        )
    )
    by_type = _base().transform_aggregate(
        value="max(cycle_time_p85_days)", groupby=["work_item_type"]
    )
    lines = by_type.mark_rule(color="@text", strokeDash=[4, 3]).encode(
        y=_on_axis("value", "age in days")
    )
    labels = (
        by_type.transform_filter("isValid(datum.value)")
        .transform_calculate(label="'85 % of ' + datum.work_item_type")
        .transform_window(position="row_number()")
        .mark_text(
            align="right",
            baseline="bottom",
            dy=-2,
            color="@text",
            fontSize=11,
            x=alt.ExprRef("width - 130 * (datum.position - 1)"),
        )
        .encode(y=_on_axis("value", "age in days"), x=alt.value("width"), text="label:N")
    )
    return alt.layer(points, lines, labels)


def cycle_times() -> Any:
    """The cycle time of each completed item, and percentiles."""
    points = (
        _base()
        .mark_circle(size=45, opacity=0.6, color="@accent")
        .encode(
            x=_date("completed_at"),
            y=_number("cycle_time_days", "days", scale=alt.Scale(type="symlog")),
            tooltip=[
                _as("work_item_id", "work item"),
                _as("work_item_type", "type"),
                _at("completed_at", "completed"),
                _as("cycle_time_days", "days", ".1f"),
            ],
        )
    )
    return alt.layer(
        points,
        _rule_at("p50_days", "50 %", "days", "@line-strong", [2, 2]),
        _rule_at("p85_days", "85 %", "days", "@warn", [4, 3]),
        _rule_at("p95_days", "95 %", "days", "@bad", [6, 3]),
    )


def throughput() -> Any:
    """Completed items by week, with mean and natural process limits; signals stand out."""
    bars = (
        _base()
        .mark_bar(width=alt.RelativeBandSize(0.7))
        .encode(
            x=alt.X("week_end_date:O", title=None, timeUnit="yearmonthdate", axis=_day_axis()),
            y=_number("throughput", "completed items"),
            color=alt.condition("datum.is_signal", alt.value("@warn"), alt.value("@accent")),
            tooltip=[
                _at("week_end_date", "week until"),
                _as("throughput"),
                _as("mean", None, ".1f"),
                _as("lower_limit", None, ".1f"),
                _as("upper_limit", None, ".1f"),
            ],
        )
    )
    return alt.layer(
        bars,
        _rule_at("mean", "mean", "completed items", "@text", [1, 0]),
        _rule_at("upper_limit", "upper limit", "completed items", "@line-strong", [4, 3]),
    )


def states() -> Any:
    """Item-days by state."""
    return (
        _base()
        .properties(height=alt.Step(28))
        .mark_bar(color="@accent")
        .encode(
            y=alt.Y("state:N", title=None, sort="-x", axis=alt.Axis()),
            x=alt.X("item_days:Q", title="item-days in the last 8 weeks"),
            tooltip=[
                _as("state"),
                _as("item_days", "item-days", ".0f"),
                _as("items"),
                _as("days_per_item", "days per item", ".1f"),
            ],
        )
    )


def burn_up() -> Any:
    """Total and completed items by week."""
    base = _base()
    tooltip = [
        _at("week_end_date", "week until"),
        _as("completed_items", "completed"),
        _as("total_items", "total"),
    ]
    done = base.mark_area(color="@good", opacity=0.8, interpolate="step-after").encode(
        x=_date("week_end_date"), y=_number("completed_items", "items"), tooltip=tooltip
    )
    total = base.mark_line(color="@text", strokeWidth=2, interpolate="step-after").encode(
        x=_date("week_end_date"), y=_on_axis("total_items", "items"), tooltip=tooltip
    )
    return alt.layer(done, total)


def forecast_ranges() -> Any:
    """From which date to which each portfolio item is likely to be completed, and its target date."""
    y = alt.Y("label:N", title=None, sort=None, axis=alt.Axis(grid=True, domain=False))
    base = (
        _base()
        .properties(height=alt.Step(22))
        .transform_calculate(
            label="datum.work_item_id + ' ' + datum.title",
            outcome="!isValid(datum.target_date) ? 'no target date' : "
            "datum.target_date < datum.p50_date ? 'target before the range' : "
            "datum.target_date < datum.p85_date ? 'target within the range' : 'target after the range'",
        )
    )
    colours = {
        "target before the range": "@bad",
        "target within the range": "@warn",
        "target after the range": "@good",
        "no target date": "@neutral",
    }
    tooltip = [
        _as("work_item_id", "work item"),
        _as("title"),
        _as("percent_complete", "percent complete", ".0f"),
        _at("p50_date", "50 % by"),
        _at("p85_date", "85 % by"),
        _at("p95_date", "95 % by"),
        _at("target_date", "target date"),
        _as("target_date_probability", "probability", ".0%"),
    ]
    bars = base.mark_bar(height=9, cornerRadius=2).encode(
        y=y,
        x=_date("p50_date", scale=alt.Scale(padding=8)),
        x2="p85_date",
        color=_colours("outcome", colours),
        tooltip=tooltip,
    )
    tails = base.mark_rule(color="@line-strong", strokeWidth=2).encode(
        y=y, x=_date("p85_date"), x2="p95_date"
    )
    targets = base.mark_point(
        shape="diamond", filled=True, size=70, color="@text", opacity=1
    ).encode(y=y, x=_date("target_date"), tooltip=tooltip)
    return alt.layer(tails, bars, targets)


def dependencies() -> Any:
    """Links from predecessors at the left to successors at the right."""
    hidden: dict[str, Any] = {"title": None, "axis": None}
    scale = alt.Scale(nice=False, zero=False, padding=30)
    x, y = (
        alt.X("x:Q", scale=scale, **hidden),
        alt.Y("y:Q", scale=alt.Scale(reverse=True, padding=20), **hidden),
    )
    links = (
        _base()
        .transform_filter("datum.is_link")
        .mark_rule(strokeWidth=2)
        .encode(
            x=x,
            y=y,
            x2="x2",
            y2="y2",
            color=_colours(
                "status",
                _STATUSES,
                legend=alt.Legend(
                    symbolType="stroke",
                    symbolStrokeWidth=3,
                    labelExpr="replace(datum.label, '_', ' ')",
                ),
            ),
            strokeDash=alt.StrokeDash(
                "status:N",
                title=None,
                scale=alt.Scale(domain=list(_STATUSES), range=list(_DASHES.values())),
            ),
            tooltip=[_as("link"), _as("status")],
        )
    )
    items = (
        _base()
        .transform_filter("!datum.is_link")
        .mark_circle(size=160, color="@text", opacity=1)
        .encode(x=x, y=y, tooltip=[_as("work_item_id", "work item"), _as("title"), _as("team")])
    )
    numbers = _base().transform_filter("!datum.is_link")
    behind = numbers.mark_text(dy=-13, fontSize=11, stroke="@card", strokeWidth=4)
    labels = numbers.mark_text(dy=-13, fontSize=11, color="@text")
    written = [text.encode(x=x, y=y, text="work_item_id:N") for text in (behind, labels)]
    return alt.layer(links, items, *written)


CHARTS: dict[str, Callable[[], Any]] = {
    "trend": trend,
    "velocity": velocity,
    "cumulative_flow": cumulative_flow,
    "aging": aging,
    "cycle_times": cycle_times,
    "throughput": throughput,
    "states": states,
    "burn_up": burn_up,
    "forecast_ranges": forecast_ranges,
    "dependencies": dependencies,
}


def write() -> None:
    """Write the file that the page contains."""
    text = json.dumps(specifications(), indent=1, ensure_ascii=False)
    CHARTS_FILE.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
