"""A team whose settings are invalid in Azure DevOps."""

import orjson
from flask import Request, Response

from sample_organization.azure_devops.context import Hook
from sample_organization.model.organization import Team

REASON = "TF400497: The backlog iteration path that you specified is no longer valid."


def refusing(team: Team) -> Hook:
    """Return a hook that responds for the team as the service does."""

    def hook(request: Request) -> Response | None:
        if f"/{team.id}/_apis/work/" not in request.path:
            return None
        error = {"$id": "1", "message": REASON, "typeKey": "InvalidTeamSettingsException"}
        return Response(orjson.dumps(error), status=400, content_type="application/json")

    return hook
