"""The HTTP session for Azure DevOps."""

import re
from typing import Any

from requests import Response

from pipelines.azure_devops import responses
from pipelines.http.session import ReadOnlySession


class AzureDevOpsSession(ReadOnlySession):
    """A session for the reads of one resource; every answer that it returns is JSON of status 200."""

    read_only_posts = re.compile(
        r"/_apis/wit/(wiql|workitemsbatch|reporting/workitemrevisions)$", re.IGNORECASE
    )
    reach = "the configured organization"
    advice = "Check the organization URL, the network and the proxy settings."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what `ReadOnlySession` takes."""
        super().__init__(*args, **kwargs)
        self.headers["X-TFS-FedAuthRedirect"] = "Suppress"  # failures as 401, not as a sign-in page

    def check(self, response: Response) -> None:
        """Raise the error that `response` stands for; return when it is a JSON object of status 200."""
        responses.check(response)
