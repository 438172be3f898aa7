"""Text that tries to steer whoever shows it, and an organization in which every name is such text."""

import json
import re
import unicodedata
from dataclasses import replace

from flask import Request, Response

from sample_organization.azure_devops.context import Hook
from sample_organization.model.organization import FieldDefinition, Process, Team
from sample_organization.model.processes import AGILE
from tests.support.organizations import TinyOrganization, at

COMMANDS = ("##vso[", "##[", "::set-output", "::error")
HOSTILE = (
    "=1+1 \x1b[31mred\x1b]0;title\x07 \x9b2J \u202egnol\u202c \u2066a\u2069 \u200b "
    "##vso[task.uploadfile]/etc/passwd ##[error]no ::set-output name=a::b "
    "[bold]markup[/bold] [/] :boom: \"double\" 'single' `back` \\ | <b> & %0A {{ 1 }} {% x %} ; -- "
    "</script><script>alert(1)</script><img src=x onerror=alert(2)><!-- javascript:alert(3) "
    "\r\nError: forged\r\n::error::forged\n##vso[task.complete result=Failed]\u2028::error ::x\u2029\x7f"
)
NAME = HOSTILE.replace("\\", "")  # a part of a path
LONG = 100_000

_UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_COMMAND = re.compile(r"##\w*\[|^\s*::[a-z]", re.IGNORECASE)


def is_harmless(line: str) -> bool:
    """Return whether a line has no control or format characters, and no command of a pipeline."""
    return not any(unicodedata.category(one) in _UNSAFE for one in line) and not _COMMAND.search(
        line
    )


def hostile_process() -> Process:
    """A process whose types, states and backlogs have such names."""
    types = tuple(
        replace(
            kind,
            name=f"{kind.name} {NAME}",
            states=tuple(replace(state, name=f"{state.name} {NAME}") for state in kind.states),
        )
        for kind in AGILE.types
    )
    return replace(
        AGILE,
        name=f"Agile {NAME}",
        types=types,
        categories={
            category: tuple(f"{name} {NAME}" for name in names)
            for category, names in AGILE.categories.items()
        },
        backlogs=tuple(
            replace(
                backlog,
                name=f"{backlog.name} {NAME}",
                type_names=tuple(f"{name} {NAME}" for name in backlog.type_names),
            )
            for backlog in AGILE.backlogs
        ),
    )


def hostile_organization() -> TinyOrganization:
    """An organization with findings about its items, people and teams, and such text in every string."""
    tiny = TinyOrganization(hostile_process())
    tiny.organization.fields = (
        *tiny.organization.fields,
        FieldDefinition("Custom.Hostile", f"Hostile {NAME}"),
    )
    project = tiny.add_project(f"Project {NAME}", tiny.project.process)
    project.description = HOSTILE
    person = tiny.user(f"Person {NAME}", last_accessed="2025-06-01 08:00", projects=[project])
    sprint = tiny.add_iteration(
        project, f"Sprint {NAME}", tiny.sprints[0].start, tiny.sprints[0].finish
    )
    team = tiny.add_team(project, f"Team {NAME}", [sprint], person)
    team.description = HOSTILE
    tiny.add_team(project, f"Refused {NAME}", [sprint], person)
    tiny.add_team(project, f"Long {'name ' * (LONG // 5)}", [], person)
    area = next(node for node in project.areas.children if node.name == team.name)
    active, closed = f"Active {NAME}", f"Closed {NAME}"
    story = project.process.types[0].name
    items = [
        tiny.history.create(
            at(f"2025-11-{day:02}"),
            person,
            story,
            area,
            title=f"Story {day} {HOSTILE}",
            state=active,
            assigned_to=person,
            iteration=sprint,
            tags=f"tag {NAME}; other",
            description=HOSTILE,
            comment=HOSTILE,
            fields={"Custom.Hostile": HOSTILE},
        )
        for day in range(1, 5)
    ]
    tiny.history.change(
        items[0], at("2026-03-10"), person, title=f"Long {HOSTILE}".ljust(LONG, "x")
    )
    tiny.history.change(items[1], at("2026-03-11"), person, state=closed, comment=HOSTILE)
    tiny.history.link(items[2], items[3], at("2026-03-12"), person)
    tiny.history.adopt(items[1], items[2], at("2026-03-13"), person)
    return tiny


def refusing_with(team: Team, *secrets: str) -> Hook:
    """Return a hook that responds for a team with such an error, which repeats the secrets of the request."""

    def hook(request: Request) -> Response | None:
        if f"/{team.id}/_apis/work/" not in request.path:
            return None
        repeated = f"{request.headers['Authorization']} {' '.join(secrets)}"
        message = f"{HOSTILE} {repeated} {HOSTILE}".ljust(LONG, "x")
        error = {"message": message, "typeKey": "InvalidTeamSettingsException"}
        return Response(json.dumps(error), 400, content_type="application/json")

    return hook
