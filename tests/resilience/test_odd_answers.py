"""Answers that are odd and true all the same: nothing is lost, and what is not there is said."""

import re
import time
from collections import Counter
from dataclasses import replace

import pytest
from flask import Request

from tests.support.fault_declarations import ALWAYS, REVISIONS
from tests.support.faulty_proxy import Exchange, Rule, faulty_proxy
from tests.support.loading import SMALL_PAGES, Runs, serving
from tests.support.organizations import TinyOrganization, person

TITLES = "select title from raw.work_item_revisions order by id, rev"
SLOW_RESPONSE_SECONDS = 0.6


def test_half_a_character_in_a_title_does_not_stop_the_feed(runs: Runs) -> None:
    tiny = TinyOrganization()
    for number in range(25):
        tiny.story("2026-02-20", title=f"Story {number}.")

    def halve(exchange: Exchange) -> None:
        body = exchange.true.body.replace(b'"Story 3."', rb'"Story \ud83d."')
        exchange.send(replace(exchange.true, body=body))

    with serving(tiny.commit()) as server, faulty_proxy(server.url) as proxy:
        proxy.rule = Rule(REVISIONS, halve, ALWAYS)
        runs.load(proxy.url)
    expected = ["Story \ufffd." if number == 3 else f"Story {number}." for number in range(25)]
    assert runs.rows(TITLES) == [(title,) for title in expected]
    assert runs.waits == []


@pytest.mark.parametrize(
    "most",
    [
        pytest.param(1, marks=pytest.mark.exhaustive),
        2,
        pytest.param(3, marks=pytest.mark.exhaustive),
        100,
    ],
)
def test_teams_and_members_are_whole_however_few_a_page_has(most: int, runs: Runs) -> None:
    tiny = TinyOrganization()
    crowd = [person(f"Member {number}") for number in range(6)]
    for number in range(5):
        tiny.add_team(tiny.project, f"Team {number}", (), *crowd[: number + 1])
    pages = replace(SMALL_PAGES, teams=most)
    with serving(tiny.commit(), pages=pages) as server:
        runs.load(server.url)
        lists = [each for each in server.requests if re.search(r"/(teams|members)$", each.path)]
    truth = [(team.name, len(team.members)) for team in tiny.project.teams]
    counted = """
        select name, count(members.id)
        from raw.teams left join raw.team_members as members on teams.id = team_id
        group by name
    """
    assert sorted(runs.rows(counted)) == sorted(truth)
    rows = [len(tiny.project.teams), *(len(team.members) for team in tiny.project.teams)]
    assert len(lists) == sum(-(-count // most) + 1 for count in rows)  # pages, and an empty one


def test_a_list_whose_responses_are_slow_is_requested_once(runs: Runs) -> None:
    """As on a busy machine: a response within the timeout is waited for, not requested again."""
    tiny = TinyOrganization()
    tiny.add_team(tiny.project, "Crew Two", (), tiny.anna)

    def delay(request: Request) -> None:
        if request.path.endswith(("/teams", "/members")):
            time.sleep(SLOW_RESPONSE_SECONDS)

    with serving(tiny.commit(), hooks=[delay]) as server:
        runs.load(server.url)
        requests = Counter(
            (record.path, record.query.get("$skip"))
            for record in server.requests
            if re.search(r"/(teams|members)$", record.path)
        )
    assert len(requests) > len(tiny.project.teams)
    assert set(requests.values()) == {1}
    assert runs.waits == []
