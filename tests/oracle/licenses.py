"""Expected rows of `license_history`: who had which license in the complete loads of entitlements."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sample_organization.model.organization import NEVER, UserEntitlement
from tests.oracle.items import instant_of

Row = dict[str, Any]

PAID = {"express", "advanced", "professional"}
LICENSE_TYPES = {
    "stakeholder": "stakeholder",
    "express": "basic",
    "advanced": "basic_test_plans",
    "none": "none",
}
PRICES = {"express": 6.0, "advanced": 52.0, "professional": 45.0}
FREE_BASIC_USERS = 5


@dataclass(frozen=True)
class EntitlementLoad:
    """The users that a load of entitlements returned; models ignore an incomplete one."""

    loaded_at: datetime
    users: tuple[UserEntitlement, ...]
    is_complete: bool = True


@dataclass
class Period:
    """An unbroken period in which loads returned the same license of an account."""

    user: UserEntitlement
    valid_from: datetime
    valid_to: datetime | None
    last_load: EntitlementLoad


def license_history(loads: Iterable[EntitlementLoad]) -> list[Row]:
    """Return one row per account and period."""
    complete = _complete(loads)
    costs = {load.loaded_at: _costs(load) for load in complete}
    return [
        {
            "account_uid": uid,
            "valid_from": period.valid_from,
            "valid_to": period.valid_to,
            "license_type": license_type(period.user),
            "assignment_source": period.user.assignment_source,
            "status": period.user.status,
            "monthly_cost": costs[period.last_load.loaded_at].get(uid, 0.0),
        }
        for uid, periods in _periods(complete).items()
        for period in periods
    ]


def owned_since(loads: Iterable[EntitlementLoad], uid: str) -> datetime | None:
    """Return since when an account has had its license type: since it exists if loads show no other."""
    periods = _periods(_complete(loads)).get(uid, [])
    if not periods or periods[-1].valid_to is not None:
        return None
    first = len(periods) - 1
    while (
        first
        and license_type(periods[first - 1].user) == license_type(periods[-1].user)
        and periods[first - 1].valid_to == periods[first].valid_from
    ):
        first -= 1
    created_at = instant_of(periods[-1].user.created)
    return max(periods[first].valid_from, created_at) if first else created_at


def is_paid(user: UserEntitlement) -> bool:
    """Whether the organization pays for the license."""
    return has_account_license(user) and not pays_elsewhere(user)


def has_account_license(user: UserEntitlement) -> bool:
    """Whether the user has an active license of the organization that has a price."""
    return user.license in PAID and user.licensing_source == "account" and user.status == "active"


def pays_elsewhere(user: UserEntitlement) -> bool:
    """Whether a subscription pays for the user."""
    return user.github_license != "none" or user.msdn_license not in ("none", "eligible")


def license_type(user: UserEntitlement) -> str:
    """Return the license type of `accounts`."""
    if user.licensing_source == "msdn" or user.msdn_license not in ("none", "eligible"):
        return "visual_studio"
    if user.github_license != "none":
        return "github_enterprise"
    return LICENSE_TYPES.get(user.license, "other")


def costs_of(paid: Iterable[Row]) -> dict[object, float]:
    """Return the bill by account: the Basic users who signed in last are the free ones."""
    paid = list(paid)
    latest_first = sorted(
        (row for row in paid if row["license_code"] == "express"),
        key=lambda row: (
            datetime.max - (row["last_sign_in_at"] or datetime.min).replace(tzinfo=None),
            row["created_at"],
            row["account_uid"],
        ),
    )
    free = {row["account_uid"] for row in latest_first[:FREE_BASIC_USERS]}
    costs = {row["account_uid"]: PRICES[row["license_code"]] for row in paid}
    return costs | dict.fromkeys(free, 0.0)


def _complete(loads: Iterable[EntitlementLoad]) -> list[EntitlementLoad]:
    return sorted((load for load in loads if load.is_complete), key=lambda load: load.loaded_at)


def _costs(load: EntitlementLoad) -> dict[object, float]:
    return costs_of(
        {
            "account_uid": user.identity.id.lower(),
            "license_code": user.license,
            "created_at": instant_of(user.created),
            "last_sign_in_at": None
            if user.last_accessed == NEVER
            else instant_of(user.last_accessed),
        }
        for user in load.users
        if is_paid(user)
    )


def _periods(loads: list[EntitlementLoad]) -> dict[str, list[Period]]:
    found: dict[str, list[Period]] = {}
    for load, following in _with_next(loads):
        for user in load.users:
            periods = found.setdefault(user.identity.id.lower(), [])
            last = periods[-1] if periods else None
            ends_at = following.loaded_at if following else None
            if last and last.valid_to == load.loaded_at and _same(last.user, user):
                last.user, last.valid_to, last.last_load = user, ends_at, load
            else:
                periods.append(Period(user, load.loaded_at, ends_at, load))
    return found


def _with_next(
    loads: list[EntitlementLoad],
) -> Iterator[tuple[EntitlementLoad, EntitlementLoad | None]]:
    yield from zip(loads, [*loads, None][1:], strict=True)


def _same(left: UserEntitlement, right: UserEntitlement) -> bool:
    """Whether license, assignment and status are the same."""
    facts = [
        (
            license_type(user),
            user.license,
            is_paid(user),
            user.assignment_source,
            user.status,
        )
        for user in (left, right)
    ]
    return facts[0] == facts[1]
