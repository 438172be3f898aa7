"""The characters of the teams: how much they plan, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass

from sample_organization.aurora_sleeper.company import PAST_SPRINTS

USUAL_EFFORTS = (1, 2, 2, 3, 3, 3, 5, 5, 8)
EVEN_EFFORTS = (3, 3, 3, 5)


@dataclass(frozen=True)
class Sprint:
    """What a team makes of a sprint: items planned, the share done, items added and taken out."""

    planned: int = 6
    done: float = 1.0
    added: int = 0
    dropped: int = 0


@dataclass(frozen=True)
class Character:
    """A team's way to work. `sprint` maps a sprint's number, 0 the first, to what comes of it.

    `started_early` are items of the sprints to come that it has begun in the running one.
    """

    sprint: Callable[[int], Sprint]
    efforts: tuple[int, ...] = USUAL_EFFORTS
    started_early: int = 0


def _overcommits(number: int) -> Sprint:
    return Sprint(planned=10, done=0.5, dropped=1 if number % 6 == 0 else 0)


def _is_steady(number: int) -> Sprint:
    return Sprint(planned=6, done=0.84 if number % 4 == 0 else 1.0, added=number % 5 // 4)


def _breaks_down(number: int) -> Sprint:
    if number < PAST_SPRINTS - 2:
        return Sprint(planned=6, done=0.84 if number % 5 == 0 else 1.0)
    return Sprint(planned=6, done=0.67 if number == PAST_SPRINTS - 2 else 0.0)


def _lets_scope_creep(number: int) -> Sprint:
    if number < PAST_SPRINTS - 6:
        return Sprint(planned=6)
    if number % 3 == 0:
        return Sprint(planned=6, done=0.67, added=4, dropped=2)
    return Sprint(planned=6, added=2)


def _runs_hot_and_cold(number: int) -> Sprint:
    if number < PAST_SPRINTS - 8:
        return Sprint(planned=6)
    return Sprint(planned=14 if number % 2 else 2)


def _hopes(number: int) -> Sprint:
    return Sprint(planned=6, done=0.67, dropped=1 if number % 9 == 0 else 0)


CHARACTERS = {
    "Fares Wizards": Character(_overcommits),
    "Checkout Café": Character(_is_steady),
    "Loyalty Lounge": Character(_breaks_down, EVEN_EFFORTS, started_early=5),
    "Roster Rangers": Character(_lets_scope_creep),
    "Pillow Logistics": Character(_runs_hot_and_cold),
    "Porter's Desk": Character(lambda number: Sprint(planned=5)),
    "Bogie Watch": Character(_is_steady, EVEN_EFFORTS),
    "Depot Köln": Character(_hopes, EVEN_EFFORTS),
    "Signal & Brake": Character(lambda number: Sprint(planned=5, added=number % 7 // 6)),
}
