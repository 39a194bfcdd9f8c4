"""What the screen of today decides: what is asked for, where its doors lead, what is printed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from desktop_app.language import Message
from desktop_app.services.today import WaitingThing
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.today.model import Day, door_to, utc
from desktop_app.ui.today.services import TodayServices


class TodayPage(Protocol):
    """The screen as its presenter sees it."""

    def show_day(self, day: Day) -> None:
        """Show a day."""


class TodayPresenter:
    """Puts the day before the person."""

    def __init__(self, view: TodayPage, services: TodayServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._day: Day | None = None

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
        return Day(view, services.communities(), utc(now))

    def _shown(self, day: Day) -> None:
        self._day = day
        self._view.show_day(day)

    def open_meeting(self, appointment: str) -> None:
        """Open the file of the person; without one, the appointment itself."""
        if self._day is None:
            return
        for line in self._day.view.appointments:
            if line.appointment.id == appointment:
                if line.appointment.client:
                    self._door.go("clients", line.appointment.client)
                else:
                    self._door.go("schedule", appointment)

    def deal_with(self, key: str) -> None:
        """Go where something that waits is dealt with. key: of its row."""
        waiting: Sequence[WaitingThing] = () if self._day is None else self._day.view.waiting
        if key.isdecimal() and int(key) < len(waiting):
            self._door.go(*door_to(waiting[int(key)].target))

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
        waiting = [(thing.title, thing.reason) for thing in day.view.waiting]
        self._jobs.start(
            "today paper",
            lambda progress: papers.day(day.view.day, day.view.zone, waiting),
            done=lambda pdf: self._door.print_pdf(pdf, Message("today", "My day")),
            failed=self._door.problem,
        )
