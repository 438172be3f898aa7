"""The result of a rule for one subject, and how close it was to another result.

Besides the raised severity, a case has the severity that it nearly reached and the condition that it
lacked, so that a test can verify that random organizations come close to every threshold and condition.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import ge, gt, lt

SEVERITIES = ("informational", "low", "medium", "high", "critical")


@dataclass(frozen=True)
class Reached:
    """A measure compared with a rule's thresholds: those that it reaches, nearly reaches or equals."""

    severities: frozenset[str]
    missed: frozenset[str] = frozenset()
    met: frozenset[str] = frozenset()
    thresholds: frozenset[str] = frozenset()

    @property
    def severity(self) -> str | None:
        """The highest severity."""
        return max(self.severities, key=SEVERITIES.index, default=None)


def always(severity: str) -> Reached:
    """A rule without a threshold."""
    return Reached(frozenset({severity}))


def where(holds: bool, severity: str) -> Reached:
    """Reached where something holds."""
    return Reached(frozenset({severity} if holds else ()))


def any_of(*many: Reached) -> Reached:
    """Reached where one of several is."""
    return Reached(
        severities=frozenset().union(*(judgement.severities for judgement in many)),
        missed=frozenset().union(*(judgement.missed for judgement in many)),
        met=frozenset().union(*(judgement.met for judgement in many)),
        thresholds=frozenset().union(*(judgement.thresholds for judgement in many)),
    )


def at_least(value: float | None, margin: float, **thresholds: float | None) -> Reached:
    """Reached where both are known and the value is the threshold or more."""
    return _compared(ge, value, margin, thresholds)


def above(value: float | None, margin: float, **thresholds: float | None) -> Reached:
    """Reached where both are known and the value is more than the threshold."""
    return _compared(gt, value, margin, thresholds)


def below(value: float | None, margin: float, **thresholds: float | None) -> Reached:
    """Reached where both are known and the value is less than the threshold."""
    return _compared(lt, value, -margin, thresholds)


def _compared(
    holds: Callable[[float, float], bool],
    value: float | None,
    margin: float,
    thresholds: dict[str, float | None],
) -> Reached:
    known = {severity: limit for severity, limit in thresholds.items() if limit is not None}
    # A value that the margin would bring to the threshold misses it narrowly.
    if value is None:
        return Reached(frozenset(), thresholds=frozenset(thresholds))
    reached = {severity for severity, limit in known.items() if holds(value, limit)}
    with_margin = {severity for severity, limit in known.items() if holds(value + margin, limit)}
    return Reached(
        severities=frozenset(reached),
        missed=frozenset(with_margin - reached),
        met=frozenset(severity for severity, limit in known.items() if value == limit),
        thresholds=frozenset(thresholds),
    )


@dataclass(frozen=True)
class Case:
    """One rule evaluated for one subject. The reached severity is raised if all conditions hold."""

    subject_uid: str
    reached: Reached
    conditions: dict[str, bool]

    @property
    def severity(self) -> str | None:
        """Return the raised severity, or none."""
        return self.reached.severity if all(self.conditions.values()) else None

    @property
    def wanted(self) -> Iterator[str]:
        """Return what random organizations must cover for the rule."""
        yield from (f"raised {severity}" for severity in self.reached.severities)
        yield from (f"raised {severity}" for severity in self.reached.thresholds)
        yield from (f"nearly {severity}" for severity in self.reached.thresholds)
        yield from (f"exactly {severity}" for severity in self.reached.thresholds)
        yield from (f"all but {name}" for name in self.conditions)

    @property
    def seen(self) -> Iterator[str]:
        """Return what this case covers."""
        lacking = [name for name, holds in self.conditions.items() if not holds]
        if not lacking:
            yield f"raised {self.severity}"
            yield from (f"nearly {severity}" for severity in self.reached.missed)
            yield from (f"exactly {severity}" for severity in self.reached.met)
        if len(lacking) == 1 and self.reached.severity:
            yield f"all but {lacking[0]}"


def case(subject_uid: object, reached: Reached, **conditions: bool) -> Case:
    """Return a case; the name of each condition says what is true."""
    return Case(str(subject_uid), reached, conditions)
