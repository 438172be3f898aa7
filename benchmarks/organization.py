"""A generated organization of any size, served in a separate process.

    python -m benchmarks.organization REVISIONS

prints the organization's URL and serves it until standard input is closed. A line `grow N` on standard input
adds N revisions, a line `traffic` does nothing. After each line it prints the requests and bytes since the
previous line, as JSON.
"""

import json
import sys
from collections import Counter
from datetime import timedelta

from flask import Request, Response, after_this_request

from sample_organization import serve
from sample_organization.model.history import Artifact
from tests.support.organizations import TinyOrganization, at

REVISIONS_PER_ITEM = 10
STATES = ("New", "Active", "Resolved", "Active", "Closed")


def write_revisions(tiny: TinyOrganization, count: int, first: int = 0) -> None:
    """Add `count` revisions: ten per item, the last with a pull request, and every tenth item a parent."""
    begin = at("2019-01-07 08:00") + timedelta(minutes=first)
    parent = None
    for number in range(max(1, count // REVISIONS_PER_ITEM)):
        created = begin + timedelta(minutes=REVISIONS_PER_ITEM * number)
        item = tiny.history.create(
            created, tiny.anna, "User Story", tiny.area, title=f"Story {first + number}", effort=3
        )
        for step in range(1, min(REVISIONS_PER_ITEM - 1, count)):
            tiny.history.change(
                item,
                created + timedelta(minutes=step),
                tiny.anna,
                state=STATES[step % len(STATES)],
                iteration=tiny.sprints[step % len(tiny.sprints)],
                description=f"<p>{'As a passenger I want to sleep. ' * 10}</p>",
            )
        review = f"vstfs:///Git/PullRequestId/{tiny.project.id}%2Frepository%2F{first + number}"
        tiny.history.change(
            item,
            created + timedelta(minutes=REVISIONS_PER_ITEM - 1),
            tiny.anna,
            artifacts=[Artifact(review, "Pull Request")],
        )
        if number % 10 == 0:
            parent = item
        elif parent is not None:
            tiny.adopt(parent, item, (created + timedelta(minutes=1)).isoformat()[:16])
    tiny.commit()


class Traffic(Counter[str]):
    """A server hook that counts requests and response bytes."""

    def __call__(self, request: Request) -> None:
        """Count the request after its response."""

        @after_this_request
        def count(response: Response) -> Response:
            self.update(requests=1, bytes=response.content_length or 0)
            return response


def main() -> None:
    """Serve until standard input is closed."""
    count = int(sys.argv[1])
    tiny = TinyOrganization(name="bench", present="2026-06-30 18:00")
    write_revisions(tiny, count)
    traffic = Traffic()
    with serve(tiny.organization, hooks=[traffic]) as server:
        print(server.url, flush=True)
        for line in sys.stdin:
            command, *arguments = line.split()
            if command == "grow":
                write_revisions(tiny, int(arguments[0]), first=count)
            print(json.dumps(traffic), flush=True)
            traffic.clear()


if __name__ == "__main__":
    main()
