"""Ask Superset's API for every chart and every saved metric of a dataset, in Superset's own environment.

The argument is a JSON file with the filters of each metric of the dataset `metrics`. Prints as JSON what the
API answered.
"""

import json
import sys
from pathlib import Path

from superset.app import create_app

ROWS = 1000


def answer(response):
    """Return the rows of a response, or its error."""
    body = response.get_json()
    if response.status_code != 200:
        return {"error": body}
    [result] = body["result"]
    return {"error": result["error"], "rows": result["data"]}


def metric_query(dataset_id, metric_id, filters):
    query = {"columns": [], "metrics": [metric_id], "filters": filters, "row_limit": ROWS}
    return {"datasource": {"id": dataset_id, "type": "table"}, "queries": [query]}


def all_of(client, headers, resource):
    found = client.get(f"/api/v1/{resource}/?q=(page_size:{ROWS})", headers=headers)
    return found.get_json()["result"]


def main():
    user = {"username": "admin", "password": "admin", "provider": "db"}
    client = create_app().test_client()
    token = client.post("/api/v1/security/login", json=user).get_json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    charts = {
        chart["slice_name"]: answer(
            client.get(f"/api/v1/chart/{chart['id']}/data/", headers=headers)
        )
        for chart in all_of(client, headers, "chart")
    }
    datasets = {one["table_name"]: one["id"] for one in all_of(client, headers, "dataset")}
    metrics = {
        metric_id: answer(
            client.post(
                "/api/v1/chart/data",
                json=metric_query(datasets["metrics"], metric_id, filters),
                headers=headers,
            )
        )
        for metric_id, filters in json.loads(Path(sys.argv[1]).read_text()).items()
    }
    dashboards = [one["dashboard_title"] for one in all_of(client, headers, "dashboard")]
    print(json.dumps({"charts": charts, "metrics": metrics, "dashboards": dashboards}))


if __name__ == "__main__":
    main()
