"""What the screen of today decides: what is asked for, where its doors lead, what is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from desktop_app.language import Message
from desktop_app.services.casework.agenda import CLOSED, TASK, Action
from desktop_app.services.schedule.today import WaitingThing
from desktop_app.services.unfinished import UnfinishedWork
from desktop_app.ui.shared.asking import Asker, AskingView
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.putting_aside import aside_asking, task_done_words
from desktop_app.ui.today.model import Day, door_to, paper_lines, utc
from desktop_app.ui.today.services import TodayServices

FOLLOW_UP: Final = "followup"
"""The room of a client's file in which tasks and warnings are dealt with."""


class TodayPage(AskingView, Protocol):
    """The screen as its presenter sees it."""

    def show_day(self, day: Day) -> None:
        """Show a day."""


class TodayPresenter:
    """Puts the day before the person."""

    def __init__(self, view: TodayPage, services: TodayServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._day: Day | None = None
        self.asker = Asker(view, services.drafts, jobs, door, self.activate)

    def activate(self) -> None:
        """Ask again for everything that is shown."""
        self._jobs.start(
            "today",
            lambda progress: self._ask(),
            done=self._shown,
            failed=self._door.problem,
        )

    def _ask(self) -> Day:
        services = self._services
        now = services.now()
        view = services.today.view(
            now, services.zone(), services.last_copy(), worker=services.worker() or None
        )
        return Day(view, services.communities(), utc(now), tuple(services.unfinished()))

    def _shown(self, day: Day) -> None:
        self._day = day
        self._view.show_day(day)

    def open_meeting(self, appointment: str) -> None:
        """Open the file of the person; without one, the appointment itself."""
        if self._day is None:
            return
        for line in self._day.view.appointments:
            if line.appointment.id == appointment and not line.appointment.closed:
                if line.appointment.client:
                    self._door.go("clients", line.appointment.client)
                else:
                    self._door.go("schedule", appointment)

    def deal_with(self, key: str) -> None:
        """Go where something that waits is dealt with. key: of its row."""
        action = self._action(key)
        if action is not None:
            self._door.go("clients", f"{action.client}/{FOLLOW_UP}")
            return
        waiting: Sequence[WaitingThing] = () if self._day is None else self._day.view.waiting
        if key.isdecimal() and int(key) < len(waiting):
            self._door.go(*door_to(waiting[int(key)].target))

    def press(self, key: str) -> None:
        """The button of something that waits: a task is done, of the rest one sees more."""
        action = self._action(key)
        if action is None or action.kind != TASK:
            self.deal_with(key)
        else:
            self.done(key)

    def letter(self, key: str, letter: str) -> None:
        """D or X was pressed on something that waits."""
        if letter == "D":
            self.done(key)
        else:
            self.put_aside(key)

    def done(self, key: str) -> None:
        """A task is done. A warning is not: it goes when its reason goes, or is put aside."""
        action = self._action(key)
        if action is None:
            return
        if action.kind != TASK:
            self.put_aside(key)
            return
        self.asker.write(lambda: self._services.tasks.done(action.id), task_done_words())

    def put_aside(self, key: str) -> None:
        """A task will not be done, a warning is known: asks why."""
        action = self._action(key)
        if action is None:
            return
        services = self._services

        def put_aside(why: str) -> None:
            if action.kind == TASK:
                services.tasks.put_aside(action.id, why)
            else:
                services.alerts.put_aside(action.client, action.rule, action.facts, why)

        self.asker.ask(aside_asking(key, put_aside))

    def _action(self, key: str) -> Action | None:
        actions = () if self._day is None else self._day.view.actions
        return next((one for one in actions if one.key == key and one.kind != CLOSED), None)

    def go_on(self, key: str) -> None:
        """Go on with something that was typed and not saved. key: of its row."""
        work = self._work(key)
        if work is not None:
            self._door.go(work.place, work.detail)

    def forget(self, key: str) -> None:
        """What was typed there is not wanted."""
        work = self._work(key)
        if work is None:
            return

        def forgotten(nothing: None) -> None:
            self._door.done(Message("today", "What was typed there is forgotten."))
            self.activate()

        self._jobs.start(
            "today forget",
            lambda progress: self._services.discard(work.form, work.record),
            done=forgotten,
            failed=self._door.problem,
        )

    def _work(self, key: str) -> UnfinishedWork | None:
        known = () if self._day is None else self._day.unfinished
        return known[int(key)] if key.isdecimal() and int(key) < len(known) else None

    def share(self) -> None:
        """Prepare the bundle."""
        self._door.go("exchange")

    def plan(self) -> None:
        """Make an appointment."""
        self._door.go("schedule", "new")

    def print_day(self) -> None:
        """Print the appointments of the day with what waits."""
        day = self._day
        if day is None:
            return
        papers = self._services.papers
        waiting = paper_lines(day.view)
        self._jobs.start(
            "today paper",
            lambda progress: papers.day(day.view.day, day.view.zone, waiting),
            done=lambda pdf: self._door.print_pdf(pdf, Message("today", "My day")),
            failed=self._door.problem,
        )
