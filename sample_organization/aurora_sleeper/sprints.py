"""How a team's sprints go, by its character."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sample_organization.aurora_sleeper.company import PAST_SPRINTS, first_day
from sample_organization.aurora_sleeper.portfolio import Portfolio
from sample_organization.aurora_sleeper.team_characters import Character, Sprint
from sample_organization.aurora_sleeper.team_history import Desk, Story


@dataclass
class TeamPlay:
    """Plays one team's sprints into the history."""

    desk: Desk
    portfolio: Portfolio
    character: Character

    def play(self) -> None:
        """Play every sprint up to the running one, then refine what may come next."""
        carried: list[Story] = []
        for number in range(PAST_SPRINTS + 1):
            carried = self._play_sprint(number, self.character.sprint(number), carried)
        coming: list[Story] = []
        for number in (PAST_SPRINTS + 1, PAST_SPRINTS + 2):
            for story in self._write_stories(number, self.character.sprint(number).planned):
                monday = self._starts(PAST_SPRINTS)
                at = self.desk.studio.moment(monday, 11, 12)
                self.desk.plan(story, self.portfolio.sprints[number], at, story.feature)
                coming.append(story)
        for day, story in enumerate(coming[: self.character.started_early], start=1):
            self.desk.start(story, _noon(self._starts(PAST_SPRINTS), day))

    def _play_sprint(self, number: int, plan: Sprint, carried: list[Story]) -> list[Story]:
        studio, monday = self.desk.studio, self._starts(number)
        missing = max(plan.planned - len(carried), 0)
        planned = [*carried, *self._write_stories(number, missing)]
        studio.rng.shuffle(planned)
        for story in planned:
            self._plan(story, number, monday)
        done = round(len(planned) * plan.done)
        dropped = planned[done : done + plan.dropped]
        for story in dropped:
            at = studio.moment(monday + timedelta(days=3))
            self.desk.drop(story, self.portfolio.someday, at)
        for story in planned[:done]:
            self._finish(story, monday, studio.rng.randrange(4))
        for _ in range(plan.added):
            self._finish(self._add(number, monday), monday, 5)
        unfinished = planned[done + len(dropped) :]
        for story in unfinished:
            self.desk.work_on(story, _noon(monday, 4), _noon(monday, 11))
        return unfinished

    def _write_stories(self, number: int, count: int) -> list[Story]:
        studio, start = self.desk.studio, self._starts(min(number, PAST_SPRINTS))
        feature = self.portfolio.feature(number)
        return [
            self.desk.story(
                studio.moment(start - timedelta(days=studio.rng.randrange(18, 45))),
                studio.moment(start - timedelta(days=studio.rng.randrange(15, 17))),
                studio.rng.choice(self.character.efforts),
                feature,
            )
            for _ in range(count)
        ]

    def _add(self, number: int, monday: date) -> Story:
        studio = self.desk.studio
        day = monday + timedelta(days=studio.rng.randrange(1, 4))
        created, refined = studio.moment(day, 7, 8), studio.moment(day, 10, 11)
        effort = studio.rng.choice(self.character.efforts)
        story = self.desk.story(created, refined, effort, self.portfolio.feature(number))
        self._plan(story, number, day)
        return story

    def _plan(self, story: Story, number: int, day: date) -> None:
        at = self.desk.studio.moment(day, 12, 15)
        sprint = self.portfolio.sprints[number]
        self.desk.plan(story, sprint, at, self.portfolio.feature(number))

    def _finish(self, story: Story, monday: date, earliest: int) -> None:
        self.desk.finish(story, _noon(monday, earliest + 1), _noon(monday, 11))

    def _starts(self, number: int) -> date:
        return first_day(self.portfolio.sprints[number])


def _noon(monday: date, days: int) -> datetime:
    return datetime.combine(monday + timedelta(days=days), time(12), UTC)
