"""Simulate the sprints of a team."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sample_organization.aurora_sleeper.company import PAST_SPRINTS, first_day
from sample_organization.aurora_sleeper.portfolio import Portfolio
from sample_organization.aurora_sleeper.team_behaviors import Sprint, TeamBehavior
from sample_organization.aurora_sleeper.team_history import Story, TeamHistory


@dataclass
class SprintSimulation:
    """Adds the work of one team's sprints to the history."""

    team_history: TeamHistory
    portfolio: Portfolio
    behavior: TeamBehavior

    def run(self) -> None:
        """Simulate every sprint up to the current one, then plan the stories of the next two."""
        carried: list[Story] = []
        for number in range(PAST_SPRINTS + 1):
            carried = self._run_sprint(number, self.behavior.sprint(number), carried)
        coming: list[Story] = []
        for number in (PAST_SPRINTS + 1, PAST_SPRINTS + 2):
            for story in self._write_stories(number, self.behavior.sprint(number).planned):
                monday = self._starts(PAST_SPRINTS)
                at = self.team_history.generator.moment(monday, 11, 12)
                self.team_history.plan(story, self.portfolio.sprints[number], at, story.feature)
                coming.append(story)
        for day, story in enumerate(coming[: self.behavior.started_early], start=1):
            self.team_history.start(story, _noon(self._starts(PAST_SPRINTS), day))

    def _run_sprint(self, number: int, plan: Sprint, carried: list[Story]) -> list[Story]:
        generator, monday = self.team_history.generator, self._starts(number)
        missing = max(plan.planned - len(carried), 0)
        planned = [*carried, *self._write_stories(number, missing)]
        generator.rng.shuffle(planned)
        for story in planned:
            self._plan(story, number, monday)
        done = round(len(planned) * plan.done)
        dropped = planned[done : done + plan.dropped]
        for story in dropped:
            at = generator.moment(monday + timedelta(days=3))
            self.team_history.remove_from_sprint(story, self.portfolio.someday, at)
        for story in planned[:done]:
            self._finish(story, monday, generator.rng.randrange(4))
        for _ in range(plan.added):
            self._finish(self._add(number, monday), monday, 5)
        unfinished = planned[done + len(dropped) :]
        for story in unfinished:
            self.team_history.work_on(story, _noon(monday, 4), _noon(monday, 11))
        return unfinished

    def _write_stories(self, number: int, count: int) -> list[Story]:
        generator, start = self.team_history.generator, self._starts(min(number, PAST_SPRINTS))
        feature = self.portfolio.feature(number)
        return [
            self.team_history.story(
                generator.moment(start - timedelta(days=generator.rng.randrange(18, 45))),
                generator.moment(start - timedelta(days=generator.rng.randrange(15, 17))),
                generator.rng.choice(self.behavior.efforts),
                feature,
            )
            for _ in range(count)
        ]

    def _add(self, number: int, monday: date) -> Story:
        generator = self.team_history.generator
        day = monday + timedelta(days=generator.rng.randrange(1, 4))
        created, refined = generator.moment(day, 7, 8), generator.moment(day, 10, 11)
        effort = generator.rng.choice(self.behavior.efforts)
        story = self.team_history.story(created, refined, effort, self.portfolio.feature(number))
        self._plan(story, number, day)
        return story

    def _plan(self, story: Story, number: int, day: date) -> None:
        at = self.team_history.generator.moment(day, 12, 15)
        sprint = self.portfolio.sprints[number]
        self.team_history.plan(story, sprint, at, self.portfolio.feature(number))

    def _finish(self, story: Story, monday: date, earliest: int) -> None:
        self.team_history.finish(story, _noon(monday, earliest + 1), _noon(monday, 11))

    def _starts(self, number: int) -> date:
        return first_day(self.portfolio.sprints[number])


def _noon(monday: date, days: int) -> datetime:
    return datetime.combine(monday + timedelta(days=days), time(12), UTC)
