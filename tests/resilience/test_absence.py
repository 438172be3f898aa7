"""What an answer does not hold is not taken for gone, and what is gone is said."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from flask import Request, Response

from pipelines.errors import RunFailed
from pipelines.extract.identity_lookup import identity_ids_to_look_up
from sample_organization import SAMPLE_TOKEN, RunningServer, Token
from sample_organization.azure_devops.authentication import SCOPES
from tests.support.fault_declarations import DEAD, USER_TABLES
from tests.support.loading import Load, Runs, not_loaded, serving
from tests.support.organizations import TinyOrganization

pytestmark = pytest.mark.exhaustive


class Stage(NamedTuple):
    """An organization with one story, its server, and what the server knows of tokens."""

    tiny: TinyOrganization
    server: RunningServer
    tokens: dict[str, Token]


@pytest.fixture
def stage() -> Iterator[Stage]:
    tiny, tokens = TinyOrganization(), {SAMPLE_TOKEN: Token()}
    tiny.story("2026-02-20")
    with serving(tiny.commit(), tokens=tokens) as server:
        yield Stage(tiny, server, tokens)


def message(load: Load, resource: str) -> str:
    [entry] = [entry for entry in load.coverage if entry.resource == resource]
    return entry.message or ""


def test_a_list_without_any_user_is_not_used(runs: Runs, stage: Stage) -> None:
    runs.load(stage.server.url)
    before = runs.tables()
    stage.tiny.organization.user_entitlements.clear()
    extraction = runs.load(stage.server.url)
    assert set(not_loaded(extraction)) == USER_TABLES
    assert "The user list is empty, which is never valid. The previous load is kept." in message(
        extraction, "user_entitlements"
    )
    assert runs.tables() == before


def test_a_sweep_that_finds_nothing_at_all_flags_nothing(runs: Runs, stage: Stage) -> None:
    runs.load(stage.server.url)
    stage.tiny.organization.destroy(1)
    extraction = runs.load(stage.server.url, with_sweep=True)
    assert runs.rows("from raw.destroyed_work_items") == []
    assert "can no longer see any work items. The deletion scan was skipped" in message(
        extraction, "work_item_sweep"
    )


def test_every_run_names_a_project_that_is_no_longer_listed_if_its_items_are_known(
    runs: Runs, stage: Stage
) -> None:
    beta, gamma = stage.tiny.add_project("Beta"), stage.tiny.add_project("Gamma")
    for place in (beta, stage.tiny.project):
        item = stage.tiny.story("2026-02-20")
        stage.tiny.change(item, "2026-02-21", area=place.areas, iteration=place.iterations)
    stage.tiny.commit()
    runs.load(stage.server.url)
    stage.tiny.organization.projects.remove(gamma)
    runs.load(stage.server.url)
    beta.name = "Beta Centauri"
    runs.load(stage.server.url)
    stage.tiny.organization.projects.remove(beta)
    loads = [runs.load(stage.server.url) for _ in range(2)]
    for each in loads:
        named, _, advice = message(each, "projects").partition(". ")
        assert (
            named == "left out: project Beta Centauri (deleted, or no longer visible to the token)"
        )
        assert "setting `projects`" in advice
        assert set(not_loaded(each)) == {"projects"}


def test_somebody_who_lost_the_license_is_looked_up_again(runs: Runs, stage: Stage) -> None:
    former = stage.tiny.user("Bo Berg")
    stage.tiny.story("2026-02-20", assigned_to=former)
    stage.tiny.commit()
    runs.load(stage.server.url)
    assert identity_ids_to_look_up(runs.path, datetime.now(UTC)) == []
    stage.tiny.organization.user_entitlements.pop()
    runs.load(stage.server.url)
    assert identity_ids_to_look_up(runs.path, datetime.now(UTC)) == [former.id]


def test_who_had_the_work_at_a_past_instant_is_looked_up(runs: Runs, stage: Stage) -> None:
    before, after = stage.tiny.user("Bo Berg"), stage.tiny.user("Cy Cole")
    item = stage.tiny.story("2026-02-20", assigned_to=before)
    stage.tiny.change(item, "2026-02-22", assigned_to=after)
    stage.tiny.commit()
    stage.tiny.organization.user_entitlements.clear()
    runs.load(stage.server.url)
    day_between = datetime(2026, 2, 21, tzinfo=UTC)
    now = set(identity_ids_to_look_up(runs.path, datetime.now(UTC)))
    then = set(identity_ids_to_look_up(runs.path, day_between))
    assert then - now == {before.id}
    assert after.id in then & now


@pytest.mark.parametrize(
    ("path", "status", "expected"),
    [
        (
            "/workitemrevisions",
            400,
            r"returned 400: .* `ado-findings run --full-refresh` reads everything",
        ),
        ("/wit/fields", 403, r"returned 403: .* owner lacks a permission\. Request it"),
        (
            "/wit/fields",
            503,
            r"returned 503: .* Run again later\. If the error persists, see https://status",
        ),
        ("/wit/fields", 400, r"returned 400: .* Look up its error code in docs/troubleshooting"),
        ("/wit/fields", 404, r"returned 404: .* during the run: run again"),
    ],
    ids=["cursor that is not accepted", "missing permission", "passing fault", "refusal", "gone"],
)
def test_what_a_person_must_do_is_said(
    path: str, status: int, expected: str, runs: Runs, stage: Stage
) -> None:
    runs.load(stage.server.url)

    def refuse(request: Request) -> Response | None:
        return Response(status=status) if path in request.path.lower() else None

    stage.server.hooks.append(refuse)
    with pytest.raises(RunFailed, match=expected):
        runs.load(stage.server.url)


def test_what_a_person_must_do_about_an_optional_resource_is_said(runs: Runs, stage: Stage) -> None:
    def refuse(request: Request) -> Response | None:
        return Response(status=403) if "/userentitlements" in request.path.lower() else None

    stage.server.hooks.append(refuse)
    extraction = runs.load(stage.server.url)
    assert "or use the token of a user who has it" in message(extraction, "user_entitlements")


PEOPLE = ("/userentitlements", "/groupentitlements", "/identities")


def load_while_it_becomes(token: Token, path: str, runs: Runs, stage: Stage) -> Load:
    """Load everything, with a token that becomes another one when `path` is asked for."""

    def exchange(request: Request) -> None:
        if path in request.path.lower():
            stage.tokens[SAMPLE_TOKEN] = token

    former = stage.tiny.user("Bo Berg")
    stage.tiny.organization.user_entitlements.pop()
    stage.tiny.story("2026-02-20", assigned_to=former)
    stage.tiny.commit()
    runs.load(stage.server.url)
    stage.server.hooks.append(exchange)
    return runs.load(stage.server.url, with_sweep=True)


@pytest.mark.parametrize("path", ["/wiql", *PEOPLE])
def test_a_token_that_dies_with_an_optional_resource_fails_the_run(
    path: str, runs: Runs, stage: Stage
) -> None:
    with pytest.raises(RunFailed, match=DEAD):
        load_while_it_becomes(Token(is_expired=True), path, runs, stage)


@pytest.mark.parametrize("path", PEOPLE)
def test_a_token_that_loses_an_optional_scope_does_not(path: str, runs: Runs, stage: Stage) -> None:
    less = Token(SCOPES - {"vso.identity", "vso.memberentitlementmanagement"})
    extraction = load_while_it_becomes(less, path, runs, stage)
    assert not_loaded(extraction)
    for resource in not_loaded(extraction):
        assert "The token lacks the scope `" in message(extraction, resource)
