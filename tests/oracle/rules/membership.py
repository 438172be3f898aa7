"""Rules of the family membership."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.oracle.licenses import has_account_license, owned_since
from tests.oracle.membership import AZURE_DEVOPS, Account, Person
from tests.oracle.rules.evaluation import Case, above, always, any_of, at_least, case, where
from tests.oracle.rules.facts import Facts

GRACE_DAYS = 14
MARGIN = 0.1
TEST_DAYS, OWNED_DAYS = 90, 30


def paid_license_inactive(facts: Facts) -> Iterator[Case]:
    for account in _on_azure_devops(facts):
        inactive = _days(facts, account.last_sign_in_at)
        yield case(
            _subject(account),
            at_least(inactive, MARGIN, informational=30, low=60, medium=90, high=180),
            paid=account.is_paid,
            past_grace=_is_past_grace(facts, account),
        )


def paid_license_never_used(facts: Facts) -> Iterator[Case]:
    for account in _on_azure_devops(facts):
        yield case(
            _subject(account),
            above(_days(facts, account.created_at), MARGIN, medium=30),
            paid=account.is_paid,
            never_accessed=account.last_sign_in_at is None,
        )


def offboarded_but_active(facts: Facts) -> Iterator[Case]:
    for account, person in _of_people(facts):
        yield case(
            _subject(account),
            always("critical" if account.is_admin else "high"),
            gone=person.has_left,
            active=account.status == "active",
        )


def account_without_person(facts: Facts) -> Iterator[Case]:
    for account in facts.membership.evaluated:
        yield case(
            _subject(account),
            always("medium"),
            active=account.status == "active",
            human=not account.is_service,
            no_guest=not account.is_guest,
            unknown=facts.membership.person_of(account) is None,
            past_grace=_is_past_grace(facts, account),
        )


def missing_on_platform(facts: Facts) -> Iterator[Case]:
    for person in facts.membership.people.values():
        for platform in facts.membership.expected_platforms(person):
            has_account = any(
                account.platform == platform
                and account.status == "active"
                and facts.membership.person_of(account) == person
                for account in facts.membership.accounts
            )
            yield case(
                f"{person.id}/{platform}",
                always("low"),
                employed=person.status in ("active", "on_leave"),
                missing=not has_account,
            )


def work_assigned_without_entitlement(facts: Facts) -> Iterator[Case]:
    for account in _on_azure_devops(facts):
        yield case(
            _subject(account),
            always("high"),
            human=not account.is_service,
            assigned=account.uid in facts.membership.assignees,
            not_entitled=account.status != "active",
            past_grace=_is_past_grace(facts, account),
        )


def work_assigned_to_inactive(facts: Facts) -> Iterator[Case]:
    """An account without an active entitlement is not inactive, but may be deleted."""
    for account in _on_azure_devops(facts):
        last_access = (
            (account.last_sign_in_at or account.created_at) if account.status == "active" else None
        )
        idle = _days(facts, last_access)
        yield case(
            _subject(account),
            any_of(where(account.is_deleted, "medium"), at_least(idle, MARGIN, medium=30)),
            assigned=account.uid in facts.membership.assignees,
            past_grace=_is_past_grace(facts, account),
        )


def work_assigned_outside_project(facts: Facts) -> Iterator[Case]:
    for account in _on_azure_devops(facts):
        yield case(
            _subject(account),
            always("medium"),
            active=account.status == "active",
            outside=bool(projects_outside(facts, account.uid)),
            past_grace=_is_past_grace(facts, account),
        )


def team_member_without_entitlement(facts: Facts) -> Iterator[Case]:
    for account in _on_azure_devops(facts):
        yield case(
            _subject(account),
            always("medium"),
            human=not account.is_service,
            member=bool(teams_of(facts, account.uid)),
            not_entitled=account.status != "active",
            past_grace=_is_past_grace(facts, account),
        )


def guest_unreviewed(facts: Facts) -> Iterator[Case]:
    for account in facts.membership.evaluated:
        idle = _days(facts, account.last_sign_in_at or account.created_at)
        yield case(
            _subject(account),
            any_of(
                above(_days(facts, account.created_at), MARGIN, low=30),
                at_least(idle, MARGIN, medium=90),
                where(account.is_admin, "high"),
            ),
            guest=account.is_guest,
            active=account.status == "active",
            past_grace=_is_past_grace(facts, account),
        )


def paid_license_without_project(facts: Facts) -> Iterator[Case]:
    for account in _on_azure_devops(facts):
        yield case(
            _subject(account),
            always("low"),
            paid=account.is_paid,
            without_project=account.uid not in {uid for _, uid in facts.memberships},
            past_grace=_is_past_grace(facts, account),
        )


def duplicate_accounts(facts: Facts) -> Iterator[Case]:
    """Ignore accounts in their grace period."""
    active: dict[str, int] = {}
    for account, person in _of_people(facts):
        if account.status == "active" and not account.is_service and _is_past_grace(facts, account):
            subject = f"{person.id}/{account.platform}"
            active[subject] = active.get(subject, 0) + 1
    for subject, count in active.items():
        yield case(subject, at_least(count, 1, medium=2))


def service_account_privileged(facts: Facts) -> Iterator[Case]:
    for account in facts.membership.evaluated:
        yield case(
            _subject(account),
            any_of(where(account.is_paid, "low"), where(account.is_admin, "high")),
            service=account.is_service,
            past_grace=_is_past_grace(facts, account),
        )


def contractor_expired(facts: Facts) -> Iterator[Case]:
    today = facts.world.parameters.today
    for account, person in _of_people(facts):
        over = (today - person.end_date).days if person.end_date else None
        yield case(_subject(account), above(over, 1, high=0), active=account.status == "active")


def test_plans_license_unneeded(facts: Facts) -> Iterator[Case]:
    """The time of ownership counts from a change of the license that loads show, else from the creation."""
    window = timedelta(days=TEST_DAYS)
    for account in _on_azure_devops(facts):
        owned = _days(facts, owned_since(facts.world.loads, account.uid))
        edits = facts.test_edits.get(account.uid, [])
        yield case(
            _subject(account),
            where(not any(facts.elapsed(edit) <= window for edit in edits), "medium"),
            test_plans=account.license_type == "basic_test_plans",
            paid=account.is_paid,
            owned=owned is not None and owned >= OWNED_DAYS,
        )


def subscriber_pays_twice(facts: Facts) -> Iterator[Case]:
    users = {user.identity.id.lower(): user for user in facts.world.entitlements}
    for account in _on_azure_devops(facts):
        user = users.get(account.uid)
        yield case(
            _subject(account),
            always("medium"),
            subscriber=account.license_type in ("visual_studio", "github_enterprise"),
            paid_license=user is not None and has_account_license(user),
            past_grace=_is_past_grace(facts, account),
        )


def direct_license_shadows_rule(facts: Facts) -> Iterator[Case]:
    users = {user.identity.id.lower(): user for user in facts.world.entitlements}
    for account in _on_azure_devops(facts):
        user = users.get(account.uid)
        if user is None:
            continue
        rules = [rule for rule in user.group_rules if rule.license == user.license]
        yield case(
            _subject(account),
            always("low"),
            active=user.status == "active",
            direct=user.assignment_source != "groupRule",
            of_the_organization=user.licensing_source == "account",
            ruled=bool(rules),
            applied=any(rule.status == "applied" for rule in rules) or not rules,
            past_grace=_is_past_grace(facts, account),
        )


def group_rule_failing(facts: Facts) -> Iterator[Case]:
    for group in facts.world.organization.group_entitlements:
        yield case(
            f"{facts.world.organization.name}/{group.identity.id.lower()}",
            always("medium"),
            failing=group.status in ("unableToApply", "incompatible"),
        )


def items_of(facts: Facts, account_uid: str) -> list[tuple[str, object]]:
    """The open items that are assigned to an account, with the names of their projects."""
    return [
        (str(row["work_item_id"]), row["project_name"])
        for row in facts.aging
        if row["assigned_to_id"] == account_uid
    ]


def projects_outside(facts: Facts, account_uid: str) -> list[tuple[str, object]]:
    """Return the names of projects with items of an account that is not a member of them."""
    found = {
        str(row["project_id"]): row["project_name"]
        for row in facts.aging
        if row["assigned_to_id"] == account_uid
        and (row["project_id"], account_uid) not in facts.memberships
    }
    return list(found.items())


def teams_of(facts: Facts, account_uid: str) -> list[tuple[str, object]]:
    """The teams that an account is a member of, with the names of their projects."""
    return [
        (team.id, project.name)
        for project, team in facts.world.teams
        if any(member.identity.id.lower() == account_uid for member in facts.world.people_of(team))
    ]


def _on_azure_devops(facts: Facts) -> Iterator[Account]:
    return (account for account in facts.membership.evaluated if account.platform == AZURE_DEVOPS)


def _of_people(facts: Facts) -> Iterator[tuple[Account, Person]]:
    for account in facts.membership.evaluated:
        person = facts.membership.person_of(account)
        if person is not None:
            yield account, person


def _subject(account: Account) -> str:
    return f"{account.platform}/{account.uid}"


def _days(facts: Facts, since: datetime | None) -> float | None:
    """Return the days since a timestamp, negative if it is in the future."""
    return facts.elapsed(since) / timedelta(days=1) if since else None


def _is_past_grace(facts: Facts, account: Account) -> bool:
    age = _days(facts, account.created_at)
    return age is None or age >= GRACE_DAYS
