"""Edits of test cases by users who need their Basic + Test Plans license."""

from sample_organization.aurora_sleeper.company import person
from sample_organization.aurora_sleeper.team_editor import TeamEditor, ago
from sample_organization.model.history import Item

# Name, days since the edit. The rule `test_plans_license_unneeded` counts edits of the last 90 days.
TESTERS = (
    ("Bram Van-der-Meer", 3),
    ("Chloé Van-der-Meer", 11),
    ("Dafydd Świątek", 21),
    ("Günther D'Angelo", 8),
    ("Hana Núñez", 34),
    ("Maëlle Brânză", 55),
    ("Platform Owner", 17),
    ("Renée Jørgensen", 29),
    ("Renée Núñez", 42),
    ("Véronique Kovačević", 67),
    ("Wojciech Fitzgerald", 13),
    ("Ximena Thiébaut", 76),
    ("Zoë Van-der-Meer", 83),
    ("Łukasz Kovačević", 26),
    ("Łukasz O'Brien", 90),
    ("Émile Van-der-Meer", 90.01),
)


def add_test_work(wizards: TeamEditor, test_cases: list[Item]) -> None:
    """Let each tester comment on one of the test cases."""
    for number, (name, days) in enumerate(TESTERS):
        test_case = test_cases[number % len(test_cases)]
        wizards.history.change(test_case, ago(days), person(name), comment="Still passes.")
