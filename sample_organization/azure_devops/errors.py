"""The API's errors with their messages and envelope."""


class ApiError(Exception):
    """An error with the API's JSON envelope; clients match on `type_key`."""

    def __init__(self, status: int, type_key: str, message: str, event_id: int = 3000) -> None:
        """Create an error with the values of its envelope."""
        super().__init__(message)
        self.status = status
        self.type_key = type_key
        self.event_id = event_id

    def envelope(self) -> dict[str, object]:
        """Return the body of the response."""
        namespace = "Microsoft.TeamFoundation"
        return {
            "$id": "1",
            "innerException": None,
            "message": str(self),
            "typeName": f"{namespace}.{self.type_key}, {namespace}",
            "typeKey": self.type_key,
            "errorCode": 0,
            "eventId": self.event_id,
        }


def bad_request(type_key: str, message: str, event_id: int = 3000) -> ApiError:
    """Return the error for an invalid request."""
    return ApiError(400, type_key, message, event_id)


def project_not_found(name: str) -> ApiError:
    """Return the error for a project that does not exist or is not visible to the token."""
    return ApiError(
        404,
        "ProjectDoesNotExistWithNameException",
        f"TF200016: The following project does not exist: {name}. Verify that the name of the"
        " project is correct and that the project exists on the specified Azure DevOps Server.",
    )


def team_not_found(name: str) -> ApiError:
    """Return the error for a team that does not exist."""
    message = (
        f"The team with id '{name}' does not exist, or you do not have permission to access it."
    )
    return ApiError(404, "TeamNotFoundException", message)


def iteration_not_found(iteration_id: str) -> ApiError:
    """Return the error for an iteration that the team has not selected."""
    message = f"The team has no iteration with id '{iteration_id}'."
    return ApiError(404, "InvalidTeamSettingsIterationException", message)


def work_item_not_found(item_id: int) -> ApiError:
    """Return the error for a work item that does not exist, is deleted or is not readable."""
    message = (
        f"TF401232: Work item {item_id} does not exist, or you do not have permissions to read it."
    )
    return ApiError(404, "WorkItemUnauthorizedAccessException", message)
