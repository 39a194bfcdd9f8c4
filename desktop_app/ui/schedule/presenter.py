"""What the week decides: which days are shown, and what is done with an appointment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol

from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message
from desktop_app.services.clients.interests import KeptOut
from desktop_app.services.schedule.schedule import (
    CANCELLED,
    KEPT,
    LATE,
    NO_SHOW,
    PLANNED,
    AppointmentLine,
)
from desktop_app.ui.schedule.form_presenter import NEW
from desktop_app.ui.schedule.model import Week, make_week, monday_of
from desktop_app.ui.schedule.services import Clock, ScheduleServices
from desktop_app.ui.schedule.warnings import TimeAsked, Told, told
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.jobs import Jobs

PLACE: Final = "schedule"
EDIT: Final = "edit"
CANCEL: Final = "cancel"
_WEEK: Final = timedelta(days=7)

_SAID: Final = {LATE: "late", NO_SHOW: "no_show"}
"""Which agreed message suits how an appointment went."""

_MARKED: Final = {
    KEPT: Message("schedule", "The appointment was kept."),
    LATE: Message("schedule", "The person came late."),
    NO_SHOW: Message("schedule", "The person did not come."),
    CANCELLED: Message("schedule", "The appointment is cancelled."),
    PLANNED: Message("schedule", "The appointment is planned again."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which week is shown, and in it which appointment; None and "" for those of now."""

    first: date | None
    chosen: str


class WeekView(Protocol):
    """The week as its presenter sees it."""

    def show_week(self, week: Week, chosen: str) -> None:
        """Show a week with one appointment chosen, "" for none."""

    def ask_move(self, line: AppointmentLine, clocks: Sequence[Clock]) -> None:
        """Ask for another time."""

    def ask_reason(self, line: AppointmentLine, typed: str) -> None:
        """Ask why an appointment is cancelled. typed: what was typed there and not given."""

    def show_told(self, told: Told) -> None:
        """Say in the open dialog what there is to say of the time in it."""

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""

    def close_dialog(self) -> None:
        """What was asked is saved."""


class WeekPresenter:
    """Leads through the weeks. Everything that it writes can be taken back."""

    def __init__(self, view: WeekView, services: ScheduleServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._drafts = DraftKeeper(services.drafts, jobs, door)
        self._week: Week | None = None
        self._first: date | None = None
        self._chosen = ""

    @property
    def day(self) -> date | None:
        """The day of what is chosen, or today in the week of today, or the first of the week."""
        week = self._week
        if week is None:
            return None
        placed = week.find(self._chosen)
        if placed is not None:
            return week.days[placed.day]
        return week.days[week.today or 0]

    # Going about

    def activate(self) -> None:
        """Ask again for the week that is shown."""
        self._load(Asked(self._first, self._chosen))

    def open(self, appointment: str) -> None:
        """Show the week of an appointment, with it chosen."""
        self._chosen = appointment
        self._first = None
        self._load(Asked(None, appointment))

    def step(self, weeks: int) -> None:
        """So many weeks on, or back."""
        if self._week is not None:
            self._load(Asked(self._week.first + weeks * _WEEK, ""))

    def this_week(self) -> None:
        """The week that it is now."""
        self._load(Asked(None, ""))

    def _load(self, asked: Asked) -> None:
        self._jobs.start(
            "schedule week",
            lambda progress: self._ask(asked),
            done=lambda week: self._shown(week, asked.chosen),
            failed=self._door.problem,
        )

    def _ask(self, asked: Asked) -> Week:
        services = self._services
        zone = services.zone()
        now = datetime.fromtimestamp(services.now() / 1000, UTC)
        first = asked.first
        if first is None and asked.chosen:
            first = self._monday(asked.chosen, zone)
        if first is None:
            first = monday_of(now.astimezone(zone_or_utc(zone)).date())
        days = services.schedule.week(first, zone, services.worker() or None)
        coming = [one for day in days for one in day.lines if one.ends_at > now]
        return make_week(days, zone, now, services.readiness.of(coming))

    def _monday(self, appointment: str, zone: str) -> date | None:
        try:
            return monday_of(self._services.schedule.show(appointment).on_clock(zone).date())
        except KeptOut:
            return None

    def _shown(self, week: Week, chosen: str) -> None:
        self._week, self._first = week, week.first
        if week.find(chosen) is None:
            chosen = _first_chosen(week)
        self._chosen = chosen
        self._view.show_week(week, chosen)

    def choose(self, appointment: str) -> None:
        """The keyboard went to another appointment."""
        self._chosen = appointment

    # What is done with the chosen one

    def make(self) -> None:
        """Make an appointment."""
        self._door.go(PLACE, NEW)

    def edit(self, appointment: str = "") -> None:
        """Change what is known of an appointment."""
        chosen = appointment or self._chosen
        placed = None if self._week is None else self._week.find(chosen)
        if chosen and not (placed is not None and placed.line.closed):
            self._door.go(PLACE, f"{chosen}/{EDIT}")

    def open_client(self) -> None:
        """Open the file of the person."""
        line = self._line()
        if line is not None and line.client:
            self._door.go("clients", line.client)

    def show_words(self) -> None:
        """Show what to say to the person, for how the appointment went."""
        line = self._line()
        if line is not None and line.client:
            said = _SAID.get(line.status, "")
            self._door.go("messages", f"{line.client}/{said}")

    def mark(self, status: str) -> None:
        """Say how it went, or that it is planned again."""
        line = self._line()
        if line is not None and line.status != status:
            self._write(
                lambda: self._services.schedule.mark(line.id, status, seen=line.seen),
                _MARKED[status],
            )

    def ask_cancel(self) -> None:
        """Ask for the reason."""
        line = self._line()
        if line is not None and line.status != CANCELLED:
            drafts = self._services.drafts
            self._jobs.start(
                "schedule cancel",
                lambda progress: drafts.find(CANCEL, line.id),
                done=lambda draft: self._view.ask_reason(
                    line, "" if draft is None else str(draft.values.get("reason") or "")
                ),
                failed=self._door.problem,
            )

    def left_reason(self, reason: str) -> None:
        """A reason was typed: it is kept as a draft at once."""
        line = self._line()
        if line is not None:
            self._drafts.keep(CANCEL, line.id, "reason", reason)

    def cancel(self, reason: str) -> None:
        """Call the chosen appointment off."""
        line = self._line()
        if line is not None:

            def cancel() -> None:
                self._services.schedule.cancel(line.id, reason.strip(), line.seen)
                self._services.drafts.discard(CANCEL, line.id)

            self._write(cancel, _MARKED[CANCELLED])

    def ask_move(self) -> None:
        """Ask for another time."""
        line = self._line()
        if line is None:
            return
        if line.status != PLANNED:
            self._door.problem(
                Message(
                    "schedule",
                    "This appointment is over or was cancelled, so it cannot be moved. "
                    "Nothing was changed. Make a new appointment for the new time.",
                )
            )
            return
        self._jobs.start(
            "schedule clocks",
            lambda progress: self._services.clocks(),
            done=lambda clocks: self._view.ask_move(line, clocks),
            failed=self._door.problem,
        )

    def look_at(self, local: datetime, zone: str) -> None:
        """Say what there is to say of the time in the open dialog."""
        line = self._line()
        if line is None:
            return
        asked = TimeAsked(local, zone, line.minutes, line.client, line.worker, line.id)
        self._jobs.start(
            "schedule look",
            lambda progress: told(self._services.schedule, asked),
            done=self._view.show_told,
            failed=self._view.show_problem,
        )

    def move(self, local: datetime, zone: str) -> None:
        """Another time for the chosen appointment. local: naive, on the clock of `zone`."""
        line = self._line()
        if line is None:
            return
        self._first = monday_of(local.date())
        self._write(
            lambda: self._services.schedule.move(line.id, local, zone, line.seen),
            Message("schedule", "The appointment is moved."),
        )

    # Paper

    def print_slip(self) -> None:
        """Print the slip that the person takes home."""
        line = self._line()
        if line is None:
            return
        papers = self._services.papers
        self._jobs.start(
            "schedule slip",
            lambda progress: papers.slip(line.id),
            done=lambda pdf: self._door.print_pdf(
                pdf,
                Message("schedule", "Slip for the client"),
                named=lambda: papers.slip(line.id, with_name=True),
            ),
            failed=self._door.problem,
        )

    def print_day(self) -> None:
        """Print the day of the chosen appointment."""
        day, services = self.day, self._services
        if day is None:
            return
        self._jobs.start(
            "schedule paper",
            lambda progress: services.papers.day(day, services.zone()),
            done=lambda pdf: self._door.print_pdf(pdf, Message("schedule", "Day of a worker")),
            failed=self._door.problem,
        )

    def _line(self) -> AppointmentLine | None:
        placed = None if self._week is None else self._week.find(self._chosen)
        return None if placed is None or placed.line.closed else placed.line

    def _write(self, work: Callable[[], None], words: Message) -> None:
        asked = Asked(self._first, self._chosen)

        def written(nothing: None) -> None:
            self._view.close_dialog()
            self._door.done(words, undo=True)
            self._door.changed()
            self._load(asked)

        def failed(words: Message) -> None:
            self._first = None if self._week is None else self._week.first
            self._view.show_problem(words)

        self._jobs.start("schedule write", lambda progress: work(), done=written, failed=failed)


def _first_chosen(week: Week) -> str:
    """The next appointment of the week that is not over, otherwise the first."""
    coming = [one for one in week.placed if one.line.ends_at > week.now]
    ordered = coming or list(week.placed)
    return ordered[0].line.id if ordered else ""
