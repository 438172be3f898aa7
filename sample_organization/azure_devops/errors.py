"""The errors of the API, as it words and wraps them."""


class ApiError(Exception):
    """An error with the JSON envelope that clients know; `type_key` is what they match on."""

    def __init__(self, status: int, type_key: str, message: str, event_id: int = 3000) -> None:
        """Keep what the envelope says."""
        super().__init__(message)
        self.status = status
        self.type_key = type_key
        self.event_id = event_id

    def envelope(self) -> dict[str, object]:
        """Return the body of the answer."""
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
    """Make an error for a request that makes no sense."""
    return ApiError(400, type_key, message, event_id)


def project_not_found(name: str) -> ApiError:
    """Make an error for a project that is not there, or that the token may not see."""
    return ApiError(
        404,
        "ProjectDoesNotExistWithNameException",
        f"TF200016: The following project does not exist: {name}. Verify that the name of the"
        " project is correct and that the project exists on the specified Azure DevOps Server.",
    )


def team_not_found(name: str) -> ApiError:
    """Make an error for a team that is not there."""
    message = (
        f"The team with id '{name}' does not exist, or you do not have permission to access it."
    )
    return ApiError(404, "TeamNotFoundException", message)


def work_item_not_found(item_id: int) -> ApiError:
    """Make an error for a work item that is not there, deleted or not readable."""
    message = (
        f"TF401232: Work item {item_id} does not exist, or you do not have permissions to read it."
    )
    return ApiError(404, "WorkItemUnauthorizedAccessException", message)
