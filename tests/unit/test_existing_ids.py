"""The search for all ids against a real HTTP server: an answer that may be partial is an error."""

import json

import pytest

from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.resources.existing_ids import fetch_existing_ids
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.http.errors import UnexpectedShape
from tests.support.scripted_server import Answer, scripted


def found(*ids: int) -> Answer:
    return Answer(body=json.dumps({"workItems": [{"id": each} for each in ids]}).encode())


def ids_of(*script: Answer) -> list[int]:
    with scripted(*script) as server:
        return list(
            fetch_existing_ids(AzureDevOpsClient(parse_organization_url(server.url), "token"))
        )


def test_pages_are_read_until_one_is_empty() -> None:
    assert ids_of(found(1, 4), found(7), found()) == [1, 4, 7]


@pytest.mark.parametrize(
    "script",
    [[found(4, 1), found()], [found(1, 4), found(1, 4)], [found(1, 1), found()]],
    ids=["not in order", "the same page repeatedly", "one id twice"],
)
def test_ids_that_do_not_ascend_are_an_error(script: list[Answer]) -> None:
    with pytest.raises(UnexpectedShape, match="order"):
        ids_of(*script)
