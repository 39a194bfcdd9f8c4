"""What the day holds: the appointments in their order, what waits, and what is only here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message
from desktop_app.services.casework.agenda import Action, Agenda
from desktop_app.services.casework.meeting_readiness import MeetingReady, read_meeting_readiness
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.interests import kept_out
from desktop_app.services.conflicts.conflicts import deciding
from desktop_app.services.directory.proposals import WAITING, Proposals
from desktop_app.services.exchange.sharing import Sharing, Waiting
from desktop_app.services.schedule.schedule import AppointmentLine, Schedule
from desktop_app.services.session import Session
from desktop_app.services.trust.cut_offs import CutOff, untold
from desktop_app.services.vault.backups import REMINDER
from desktop_app.storage.database import Tables

_FILES_LOOKED_AT: Final = 200
_FILES_LISTED: Final = 10


class Place(StrEnum):
    """The screen on which something that waits is dealt with."""

    CLIENT = "client"
    CONFLICTS = "conflicts"
    BACKUP = "backup"
    EXCHANGE = "exchange"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go. id: of the record there, empty where the screen itself is meant."""

    place: Place
    id: str = ""


@dataclass(frozen=True, slots=True)
class TodayLine:
    """One appointment of the day, and how ready it is."""

    appointment: AppointmentLine
    ready: MeetingReady


@dataclass(frozen=True, slots=True)
class WaitingThing:
    """One thing that waits: what it is, why, and where it is dealt with. count: how many."""

    title: Message
    reason: Message
    target: Target
    count: int = 1


@dataclass(frozen=True, slots=True)
class TodayView:
    """A day. actions: tasks and warnings of whoever is at work, the most pressing first. share: what
    would be lost with this laptop. untold: laptops that are cut off and of which others do not know it."""

    day: date
    zone: str
    appointments: tuple[TodayLine, ...]
    waiting: tuple[WaitingThing, ...]
    share: Waiting
    actions: tuple[Action, ...] = ()
    untold: tuple[CutOff, ...] = ()


class Today:
    """Puts the day together."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._schedule = Schedule(session)
        self._agenda = Agenda(session)

    def view(
        self,
        now_ms: int,
        zone: str,
        last_backup_ms: int | None = None,
        *,
        worker: str | None = None,
    ) -> TodayView:
        """The day that it is at `now_ms` (UTC milliseconds) in `zone`.

        last_backup_ms: when the vault was last copied to a second medium; None or 0 for never. worker:
        only the appointments of one person. Raises UnknownZone.
        """
        now = datetime.fromtimestamp(now_ms / 1000, UTC)
        lines = self._schedule.today(now, zone, worker)
        with self._session.database.reading() as tables:
            ready = read_meeting_readiness(tables, self._session, lines)
            waiting = [
                *self._conflicts(tables),
                *self._proposals(tables),
                *self._gaps(tables),
                *_backup(now, last_backup_ms),
                *self._files(tables),
            ]
            return TodayView(
                now.astimezone(zone_or_utc(zone)).date(),
                zone,
                tuple(TodayLine(one, ready[one.id]) for one in lines),
                tuple(waiting),
                Sharing(tables, self._session).waiting(),
                self._agenda.actions(tables),
                tuple(untold(self._session, tables)),
            )

    def _conflicts(self, tables: Tables) -> list[WaitingThing]:
        count = deciding(self._session, tables).mine
        if not count:
            return []
        return [
            WaitingThing(
                Message("today", "{n} decision waits", {}, "{n} decisions wait", count),
                Message("today", "Two people wrote different things in one field."),
                Target(Place.CONFLICTS),
                count,
            )
        ]

    def _proposals(self, tables: Tables) -> list[WaitingThing]:
        if not self._session.is_office:
            return []
        return [
            WaitingThing(
                Message("today", "Proposal for the directory"),
                Message(
                    "today",
                    "{subject}, proposed by {name}",
                    {"subject": one.subject or one.text[:80], "name": one.by},
                ),
                Target(Place.PROPOSAL, one.id),
            )
            for one in Proposals(self._session).listed(tables, WAITING)
        ]

    def _gaps(self, tables: Tables) -> list[WaitingThing]:
        trust = self._session.trust
        # Nobody can be asked for what a laptop that was cut off never brought.
        parked = (one.device for one in tables.exchange.parked())
        devices = dict.fromkeys(one for one in parked if trust is not None and trust.is_active(one))
        return [
            WaitingThing(
                Message("today", "A bundle is missing"),
                Message(
                    "today",
                    "An earlier bundle of {name} has not come. Ask for it; nothing is lost.",
                    {"name": self._session.device_called(device)},
                ),
                Target(Place.EXCHANGE, device.hex()),
            )
            for device in devices
        ]

    def _files(self, tables: Tables) -> list[WaitingThing]:
        """Files to complete among those that this person answers for or wrote in last."""
        person = self._session.person
        rows = tables.rows.select(
            self._session.registry["client"],
            "WHERE life = 1 AND (f_owner = ? OR created_by = ? OR changed_by = ?) "
            "ORDER BY changed_hlc DESC LIMIT ?",
            (person.hex(), person, person, _FILES_LOOKED_AT),
        )
        ids = [row.id for row in rows]
        lines = Lines(tables, self._session)
        closed = kept_out(tables, self._session)
        shown = {one: row for one, row in lines.people.by_ids(ids).items() if one not in closed}
        agreed = lines.people.with_consent(ids, "file", today_of(self._session).isoformat())
        lacking = [
            (shown[one], missing)
            for one in ids
            if one in shown and (missing := lines.missing(shown[one], one in agreed))
        ]
        return [
            WaitingThing(
                Message("today", "File to complete"),
                Message(
                    "today",
                    "{name}: {what}",
                    {"name": lines.name(row), "what": _Listed(missing)},
                ),
                Target(Place.CLIENT, row.id.hex()),
            )
            for row, missing in lacking[:_FILES_LISTED]
        ]


@dataclass(frozen=True, slots=True)
class _Listed:
    """Several facts, one after the other, in the language of whoever reads."""

    facts: tuple[Message, ...]

    def __str__(self) -> str:
        return ", ".join(str(fact) for fact in self.facts)


def _backup(now: datetime, last_ms: int | None) -> list[WaitingThing]:
    title = Message("today", "Copy the vault to a second medium")
    if not last_ms:
        reason = Message("today", "No copy was ever made outside this laptop.")
        return [WaitingThing(title, reason, Target(Place.BACKUP))]
    age = now - datetime.fromtimestamp(last_ms / 1000, UTC)
    if age < REMINDER:
        return []
    days = age.days
    reason = Message(
        "today", "The last copy is {n} day old.", {}, "The last copy is {n} days old.", days
    )
    return [WaitingThing(title, reason, Target(Place.BACKUP))]
