"""Generated people with accounts on six platforms, and the true owner of each account.

Every account has one kind of the usual defects of rosters. `KINDS` has the weight of each kind on each
platform, and whether an account of that kind shares a key with its person.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

DOMAIN, OLD_DOMAIN, HOME_DOMAIN = "aurora.example", "nachtzug.example", "posteo.example"
PLATFORMS = {
    "entra": 0.98,
    "okta": 0.95,
    "slack": 0.9,
    "atlassian": 0.8,
    "google": 0.7,
    "github": 0.6,
}
_GIVEN = (
    "Aoife",
    "Ayşe",
    "Bogdan",
    "Céline",
    "Chidi",
    "Daniela",
    "Elizabeth",
    "Émile",
    "François",
    "Giulia",
    "Hana",
    "Håkon",
    "Ines",
    "Ivan",
    "João",
    "Katarzyna",
    "Lars",
    "Łucja",
    "Margaret",
    "Michael",
    "Ngọc",
    "Nils",
    "Olga",
    "Pilar",
    "Priya",
    "Ragnhild",
    "Robert",
    "Samira",
    "Siân",
    "Søren",
    "Tomáš",
    "Uwe",
    "Vasil",
    "William",
    "Xiomara",
    "Yusuf",
    "Zoë",
    "Żaneta",
)
_FAMILY_BEGIN = (
    "Berg",
    "Lind",
    "Holm",
    "Sand",
    "Ek",
    "Dal",
    "Stein",
    "Wald",
    "Nord",
    "Falk",
    "Grün",
    "Øst",
)
_FAMILY_END = ("man", "ström", "qvist", "gren", "stad", "bach", "hoff", "mann", "er", "feld", "son")
_NICKNAMES = {
    "Elizabeth": "liz",
    "Margaret": "peggy",
    "Michael": "mike",
    "Robert": "bob",
    "William": "bill",
}


class Kind(NamedTuple):
    """A kind of account: whether it shares a key with its person, and its weight on each platform."""

    has_key: bool
    weights: dict[str, float]


_MAIL = ("okta", "slack", "atlassian", "google")
KINDS = {
    "same address": Kind(True, {**dict.fromkeys(_MAIL, 60), "entra": 20, "github": 20}),
    "other case, whitespace": Kind(True, dict.fromkeys((*_MAIL, "github"), 6)),
    "address as user name": Kind(True, {"entra": 15, "okta": 10}),
    "second address": Kind(True, dict.fromkeys((*_MAIL, "github"), 4)),
    "object id": Kind(True, {"entra": 50}),
    "employee number": Kind(True, {"okta": 20}),
    "old domain": Kind(True, dict.fromkeys(_MAIL, 8)),
    "decomposed Unicode": Kind(True, {"google": 1, "slack": 1}),
    "guest name": Kind(True, {"entra": 5}),
    "verified, next to a colleague's": Kind(True, {"google": 1}),
    "tag behind a plus": Kind(False, dict.fromkeys(("slack", "atlassian", "github"), 3)),
    "nickname in the address": Kind(False, dict.fromkeys(_MAIL, 2)),
    "no address, login of the name": Kind(False, {"github": 25, "atlassian": 5}),
    "no address, name only": Kind(False, {"github": 15, "atlassian": 20}),
    "no address, name in two ways": Kind(False, {"github": 5, "atlassian": 3}),
    "no address, no name": Kind(False, {"github": 15}),
    "private address": Kind(False, {"github": 6}),
    "shared mailbox": Kind(False, {"slack": 1}),
    "a colleague's address": Kind(False, {"github": 0.2}),
}
STRANGER, PROGRAM = "no owner: a stranger", "no owner: a program"


@dataclass
class Person:
    """A row of the authority roster."""

    number: int
    given: str
    family: str
    address: str

    @property
    def person_id(self) -> str:
        """The id in the authority roster."""
        return f"P{self.number:05}"

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    @property
    def object_id(self) -> str:
        """The object id in Microsoft Entra."""
        return f"00000000-0000-4000-8000-{self.number:012}"

    @property
    def second_address(self) -> str:
        """An address that the authority roster lists among the others."""
        return f"{_ascii(self.family)}{self.number}@{HOME_DOMAIN}"


@dataclass
class Account:
    """A row of a platform's roster, its kind, and its owner, if any."""

    platform: str
    account_uid: str
    kind: str
    owner: str | None
    row: dict[str, Any] = field(default_factory=dict)


def make_people(count: int, rng: Random) -> list[Person]:
    """Some bear the same name, and then their addresses are numbered."""
    people: list[Person] = []
    taken: dict[str, int] = {}
    for number in range(1, count + 1):
        given, family = rng.choice(_GIVEN), rng.choice(_FAMILY_BEGIN) + rng.choice(_FAMILY_END)
        local = f"{_ascii(given)}.{_ascii(family)}"
        taken[local] = taken.get(local, 0) + 1
        local += "" if taken[local] == 1 else str(taken[local])
        people.append(Person(number, given, family, f"{local}@{DOMAIN}"))
    return people


def make_accounts(people: list[Person], rng: Random) -> Iterator[Account]:
    """Return the accounts of `people` on all platforms, and accounts without an owner."""
    for platform, share in PLATFORMS.items():
        weights = [kind.weights.get(platform, 0) for kind in KINDS.values()]
        for person in people:
            if rng.random() < share:
                [kind] = rng.choices(list(KINDS), weights)
                account = Account(platform, f"{platform}-{person.number}", kind, person.person_id)
                account.row = _row(kind, person, rng.choice(people), rng)
                yield account
        for number in range(len(people) // 50):
            name = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY_BEGIN)}{rng.choice(_FAMILY_END)}"
            stranger = {"display_name": name, "email": f"stranger{number}@partner.example"}
            program = {"username": f"ci-bot-{number}", "account_type": "service"}
            yield Account(platform, f"{platform}-s{number}", STRANGER, None, stranger)
            yield Account(platform, f"{platform}-p{number}", PROGRAM, None, program)


def _row(kind: str, person: Person, colleague: Person, rng: Random) -> dict[str, Any]:
    local, _, domain = person.address.partition("@")
    nickname = _NICKNAMES.get(person.given, _ascii(person.given)[:3])
    name = {"display_name": person.name}
    login = {"username": f"{_ascii(person.family)}{rng.choice('-_.')}{_ascii(person.given)}"}
    accented = unicodedata.normalize(
        "NFD", f"{person.given}.{person.family}.{person.number}".lower()
    )
    rows: dict[str, dict[str, Any]] = {
        "same address": name | {"email": person.address},
        "other case, whitespace": name | {"email": f" {person.address.title()} "},
        "address as user name": name | {"username": person.address.upper()},
        "second address": name | {"email": person.second_address},
        "object id": {"entra_object_id": person.object_id.upper()},
        "employee number": {"employee_number": f"E{person.number}"},
        "old domain": name | {"email": f"{local}@{OLD_DOMAIN}"},
        "decomposed Unicode": {"email": f"{accented}@{DOMAIN}"},
        "guest name": {"username": f"{person.second_address.replace('@', '_')}#EXT#@{DOMAIN}"},
        "verified, next to a colleague's": {
            "email": person.address,
            "other_emails": colleague.address,
            "verified_emails": person.address,
        },
        "tag behind a plus": {"email": f"{local}+dev@{domain}"},
        "nickname in the address": name | {"email": f"{nickname}.{_ascii(person.family)}@{domain}"},
        "no address, login of the name": login,
        "no address, name only": name | {"username": f"x{rng.randrange(10**9)}"},
        "no address, name in two ways": {
            "display_name": f"{person.family}, {person.given[:-1]}",
            "username": f"x{rng.randrange(10**9)}",
        },
        "no address, no name": {"username": f"midnight-coder-{rng.randrange(10**9)}"},
        "private address": {"email": f"coder{rng.randrange(10**9)}@{HOME_DOMAIN}"},
        "shared mailbox": {"email": f"team{person.number % 50}@{DOMAIN}"},
        "a colleague's address": {"email": colleague.address},
    }
    return rows[kind]


def authority_row(person: Person) -> dict[str, Any]:
    """The person's row in the authority roster; mailboxes are shared by all who read them."""
    accented = f"{person.given}.{person.family}.{person.number}@{DOMAIN}".lower()
    others = (person.second_address, f"team{person.number % 50}@{DOMAIN}", accented)
    return {
        "account_uid": person.person_id,
        "email": person.address,
        "other_emails": ";".join(others),
        "display_name": person.name,
        "employee_number": f"E{person.number}",
        "entra_object_id": person.object_id,
    }


def _ascii(name: str) -> str:
    plain = name.lower().translate(str.maketrans({"ø": "o", "ł": "l"}))
    return unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode()
