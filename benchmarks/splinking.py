"""The same matching by Splink, a library for probabilistic linkage, if it is installed (extra `linkage`)."""

import logging
from importlib.util import find_spec

import pyarrow as pa

from benchmarks.people import Account, Person, authority_row

PROBABILITIES = (0.99, 0.9)
KEY_ODDS = [
    0.95,
    0.05,
]  # that keys of one person are equal, or not: learned from few pairs otherwise

Pair = tuple[str, str, str]


def ways(people: list[Person], accounts: list[Account]) -> dict[str, set[Pair]]:
    """Return the pairs at each probability, or nothing if Splink is not installed."""
    if find_spec("splink") is None:
        return {}
    found = _predict(
        pa.Table.from_pylist([_record(each.person_id, authority_row(each)) for each in people]),
        pa.Table.from_pylist(
            [_record(f"{each.platform}/{each.account_uid}", each.row) for each in accounts]
        ),
    )
    return {
        f"Splink, probability of {least} at least": _most_probable(found, least)
        for least in PROBABILITIES
    }


def _most_probable(found: list[tuple[str, str, float]], least: float) -> set[Pair]:
    """Return the most probable person of each account, or none if two are equally probable."""
    best: dict[str, list[tuple[float, str]]] = {}
    for person, account, probability in found:
        if probability >= least:
            best.setdefault(account, []).append((probability, person))
    pairs = set()
    for account, candidates in best.items():
        first, *others = sorted(candidates, reverse=True)
        if not others or others[0][0] < first[0]:
            platform, account_uid = account.split("/")
            pairs.add((platform, account_uid, first[1]))
    return pairs


def _record(unique_id: str, row: dict[str, str]) -> dict[str, str | None]:
    given, _, family = row.get("display_name", "").lower().rpartition(" ")
    email = row.get("email", "").strip().lower()
    return {
        "unique_id": unique_id,
        "given": given or None,
        "family": family or None,
        "email": email or None,
        "mailbox": email.partition("@")[0] or None,
        "employee_number": row.get("employee_number"),
        "object_id": (row.get("entra_object_id") or "").lower() or None,
    }


def _predict(people: pa.Table, accounts: pa.Table) -> list[tuple[str, str, float]]:
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.JaroWinklerAtThresholds("given", [0.92]),
            compare.JaroWinklerAtThresholds("family", [0.92]),
            compare.ExactMatch("email").configure(m_probabilities=KEY_ODDS),
            compare.JaroWinklerAtThresholds("mailbox", [0.92]),
            compare.ExactMatch("employee_number").configure(m_probabilities=KEY_ODDS),
            compare.ExactMatch("object_id").configure(m_probabilities=KEY_ODDS),
        ],
        blocking_rules_to_generate_predictions=[
            block_on(column)
            for column in ("email", "mailbox", "family", "employee_number", "object_id")
        ],
    )
    database = DuckDBAPI()
    tables = [
        database.register(people, dataset_display_name="people"),
        database.register(accounts, dataset_display_name="accounts"),
    ]
    linker = Linker(tables, settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("email"), block_on("object_id"), block_on("employee_number")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for column in ("email", "family"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    rows = linker.inference.predict(threshold_match_probability=min(PROBABILITIES))
    found = rows.as_record_list()
    return [
        (
            *sorted((row["unique_id_l"], row["unique_id_r"]), key=lambda one: "/" in one),
            row["match_probability"],
        )
        for row in found
    ]
