"""What the text of a query says: the macros of its reader, and the queries for its pages."""

import pytest

from pipelines.azure_devops import wiql


@pytest.mark.parametrize(
    ("text", "macro"),
    [
        ("SELECT [System.Id] FROM WorkItems WHERE [System.AssignedTo] = @Me", "@me"),
        ("select [System.Id] from workitems where not ([a] = 1 or [System.CreatedBy]=@me)", "@me"),
        ("SELECT [System.Id] FROM WorkItems WHERE [System.Id] IN (@Follows)", "@follows"),
        (
            "SELECT [System.Id] FROM WorkItems WHERE [System.Id] IN (@MyRecentActivity)",
            "@myrecentactivity",
        ),
        ("SELECT [System.Id] FROM WorkItems WHERE [System.Title] CONTAINS 'ask @me'", None),
        ("SELECT [System.Id] FROM WorkItems WHERE [System.Title] = 'it''s @me'", None),
        ('SELECT [System.Id] FROM WorkItems WHERE [System.Title] = "@me"', None),
        ("SELECT [System.Id] FROM WorkItems WHERE [Custom.@me] = 1", None),
        ("SELECT [System.Id] FROM WorkItems WHERE [System.ChangedDate] > @Today - 7", None),
        ("SELECT [System.Id] FROM WorkItems WHERE [a] = @mentor", None),
        ("SELECT [System.Id] FROM WorkItems", None),
    ],
)
def test_a_macro_for_the_reader_is_found_outside_of_strings(text: str, macro: str | None) -> None:
    assert wiql.owner_macro(text) == macro


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (
            "SELECT [System.Id] FROM WorkItems",
            "SELECT [System.Id] FROM WorkItems WHERE [System.Id] > 7 ORDER BY [System.Id]",
        ),
        (
            "select [System.Id], [System.Title]\nfrom workitems\nwhere [a] = 1 or [b] = 2\n"
            "order  by [System.Title] desc",
            "SELECT [System.Id] FROM WorkItems WHERE ([a] = 1 or [b] = 2) AND [System.Id] > 7 "
            "ORDER BY [System.Id]",
        ),
        (
            "SELECT [x] FROM WorkItems WHERE [a] = 'where to order by asof' ORDER BY [x] "
            "ASOF '2026-03-01'",
            "SELECT [System.Id] FROM WorkItems WHERE ([a] = 'where to order by asof') AND "
            "[System.Id] > 7 ORDER BY [System.Id] ASOF '2026-03-01'",
        ),
        (
            "SELECT [x] FROM WorkItems WHERE [Order By] = 1 ASOF '2026-03-01' ORDER BY [x]",
            "SELECT [System.Id] FROM WorkItems WHERE ([Order By] = 1) AND [System.Id] > 7 "
            "ORDER BY [System.Id] ASOF '2026-03-01'",
        ),
        ("SELECT [System.Id] FROM WorkItemLinks WHERE [a] = 1", None),
        ("SELECT [System.Id] FROM WorkItems GROUP BY [a]", None),
        ("no query", None),
        ("", None),
    ],
)
def test_pages_of_a_query_keep_its_condition_and_its_time(text: str, query: str | None) -> None:
    query_after = wiql.page_queries(text)
    assert (query_after and query_after(7)) == query
