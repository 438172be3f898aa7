"""The identities to look up: people whom the data refers to and who have no entitlement.

`int_identities_unentitled` defines them as well: tests/integration/test_definitions.py compares the two.
"""

from datetime import datetime
from pathlib import Path

from pipelines import warehouse
from pipelines.extract.raw_tables import create_missing_raw_tables


def identity_ids_to_look_up(warehouse_path: Path, as_of: datetime) -> list[str]:
    """Return the ids without an entitlement of team members and of assignees.

    Team members may be members through a group; assignees are those now and those at `as_of`.
    """
    with warehouse.connect(warehouse_path) as connection:
        create_missing_raw_tables(connection)
        found = connection.sql(
            """
            select id from (
                select assigned_to_id as id from raw.work_item_revisions as revisions
                qualify row_number() over (partition by revisions.id order by rev desc) = 1
                union
                select assigned_to_id from raw.work_item_revisions as revisions
                where changed_date <= $as_of
                qualify row_number() over (partition by revisions.id order by rev desc) = 1
                union
                select id from raw.team_members where not is_container
                union
                select members.id from raw.team_group_members as members
                inner join raw.team_members as teams on members.group_id = teams.id
            )
            where id is not null and id not in (
                select id from raw.user_entitlements
                where id is not null and loaded_at = (
                    select max(loaded_at) from raw.snapshot_loads where resource = 'user_entitlements'
                )
            )
            order by id
            """,
            params={"as_of": as_of},
        )
        return [identity_id for (identity_id,) in found.fetchall()]
