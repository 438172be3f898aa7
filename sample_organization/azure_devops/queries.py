"""Saved queries (scope vso.work)."""

from flask import Blueprint, Response, request

from sample_organization.azure_devops.context import (
    Json,
    json_response,
    list_response,
    organization,
)
from sample_organization.azure_devops.errors import ApiError
from sample_organization.model.organization import Project, SavedQuery, guid

queries = Blueprint("queries", __name__)


@queries.get("/<project>/_apis/wit/queries")
def list_queries(project: Project) -> Response:
    """List the saved queries of a project."""
    return list_response([_query(project, query) for query in project.queries])


@queries.get("/<project>/_apis/wit/queries/<path:query>")
def show_query(project: Project, query: str) -> Response:
    """Show a saved query or folder by path or id."""
    for saved in project.queries:
        if query.lower() in (saved.path.lower(), _id(project, saved)):
            return json_response(_query(project, saved))
    message = (
        f"TF401243: The query {query} does not exist, or you do not have permission to read it."
    )
    raise ApiError(404, "QueryItemNotFoundException", message)


def _id(project: Project, query: SavedQuery) -> str:
    return query.id or guid("query", project.id, query.path)


def _query(project: Project, query: SavedQuery) -> Json:
    query_id = _id(project, query)
    shown: Json = {
        "id": query_id,
        "name": query.path.rpartition("/")[2],
        "path": query.path,
        "isFolder": query.is_folder,
        "hasChildren": query.is_folder,
        "isPublic": query.path.lower().startswith("shared queries"),
        "url": f"{organization().url}/{project.id}/_apis/wit/queries/{query_id}",
    }
    if query.is_folder:
        return shown
    shown["queryType"] = query.query_type
    if request.args.get("$expand", "none").lower() in ("wiql", "all", "clauses"):
        shown["wiql"] = query.wiql
    return shown
