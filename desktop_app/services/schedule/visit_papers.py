"""Papers about visits: the slip that a client takes home, and the worker's day.

They are made in memory; Portage itself never writes them to a disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from desktop_app.domain.people.people import MODES
from desktop_app.domain.words.calendar_words import day_heading, short_date, time_of_day
from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message, current_language, language, language_name
from desktop_app.reports import client_slip, service_slip, worker_day
from desktop_app.reports.client_slip import ClientSlip
from desktop_app.reports.pdf import Printed
from desktop_app.reports.service_slip import ServiceSlip, SlipContact, SlipPlace
from desktop_app.reports.speaking import Said
from desktop_app.reports.worker_day import Visit, Waiting, WorkerDay
from desktop_app.services.casework.consents import Consents
from desktop_app.services.casework.reference_person import ReferencePeople, ReferencePerson
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.interests import KeptOut
from desktop_app.services.directory.directory import Directory
from desktop_app.services.directory.directory_entries import DirectoryEntry, PlaceEntry
from desktop_app.services.schedule.schedule import CANCELLED, PLANNED, AppointmentLine, Schedule
from desktop_app.services.session import NotHere, Session
from desktop_app.services.trust.organisation import Organisation

_NUMBER_LETTERS: Final = 8


class VisitPapers:
    """The papers of one open vault. zone: whose clock the foot of a page shows; an IANA name."""

    def __init__(self, session: Session, zone: str = "UTC") -> None:
        self._session, self._zone = session, zone
        self._schedule, self._directory = Schedule(session), Directory(session)

    def slip(self, appointment: str, *, with_name: bool = False) -> bytes:
        """The slip for one appointment as a PDF: in the client's language, and in that of the
        screen beside it. with_name: print the client's name too, on a slip for a service only where
        the client agrees today to share with it. Raises NotHere, ConsentMissing.
        """
        line = self._schedule.show(appointment)
        if with_name and line.service and line.client:
            Consents(self._session).require(line.client)
        spoken = self._language_of(line.client)
        here = current_language()
        first, second = (spoken, here) if spoken != here else (here, "")
        service = self._service(line.service)
        reference = self._reference(line.client)
        slip = ClientSlip(
            number=slip_number(line.id),
            day=line.local.date(),
            time=time_of_day(line.local),
            organisation=Organisation(self._session).name(),
            place=line.place,
            meeting=mode_words(line.mode),
            organisation_telephone=reference.office,
            ask_for=line.ask_for or reference.name,
            telephone=("" if line.ask_for else reference.telephone)
            or _telephone(service)
            or reference.office,
            stand_in=reference.stand_in,
            bring=self._documents(line, service),
            about=line.subject if with_name else "",
            client_name=line.client_name if with_name else "",
        )
        return client_slip.render(slip, self._printed(), first, second)

    def next_slip(self, client: str, with_name: bool = False) -> bytes | None:
        """The slip for the next appointment of a client, None when none is planned. Raises as `slip`."""
        line = self._schedule.next_for(client)
        return None if line is None else self.slip(line.id, with_name=with_name)

    def day(
        self, on: date, zone: str, waiting: Sequence[tuple[Message | str, Message | str]] = ()
    ) -> bytes:
        """The day of whoever is at work as a PDF, in the language of the screen.

        zone: whose day it is; times are those of each place. waiting: what waits, and why. Raises
        UnknownZone.
        """
        session = self._session
        lines = self._schedule.day(on, zone, session.person.hex())
        sheet = WorkerDay(
            worker=session.person_name,
            day=day_heading(on),
            organisation=Organisation(session).name(),
            visits=tuple(self._visit(line, zone) for line in lines),
            waiting=tuple(Waiting(what, str(why)) for what, why in waiting),
        )
        return worker_day.render(sheet, self._printed(), current_language())

    def entry(self, kind: str, entry: str) -> bytes:
        """One entry of the directory as a slip to take home, in the language of the screen.

        kind: service, organisation or location. Raises NotHere.
        """
        found = self._directory.entry(kind, entry, self._zone)
        return service_slip.render(service_slip_of(found), self._printed(), current_language())

    def _visit(self, line: AppointmentLine, zone: str) -> Visit:
        ends = line.ends_at.astimezone(line.local.tzinfo)
        place = line.place
        if line.on_clock(zone).replace(tzinfo=None) != line.local.replace(tzinfo=None):
            place = " · ".join(part for part in (place, city_of(line.zone)) if part)
        service = self._service(line.service)
        return Visit(
            start=time_of_day(line.local),
            end=time_of_day(ends),
            client=line.client_name,
            place=place,
            meeting=mode_words(line.mode),
            subject=line.subject,
            documents=self._documents(line, service),
            telephone=_telephone(service),
            status="" if line.status == PLANNED else status_words(line.status),
            safety="" if line.before is None else line.before.safety,
            before=() if line.before is None else line.before.lines,
        )

    def _documents(self, line: AppointmentLine, service: DirectoryEntry | None) -> tuple[Said, ...]:
        if line.status == CANCELLED:
            return ()
        if line.bring:
            return tuple(part.strip() for part in line.bring.splitlines() if part.strip())
        return () if service is None else service.documents

    def _service(self, service: str) -> DirectoryEntry | None:
        if not service:
            return None
        try:
            return self._directory.service(service, self._zone)
        except NotHere:
            # The entry may be on another laptop only; the slip says what the appointment holds.
            return None

    def _reference(self, client: str) -> ReferencePerson:
        """Whom the client asks; nobody where the file is not here."""
        try:
            return ReferencePeople(self._session).of(client) if client else ReferencePerson()
        except NotHere:
            return ReferencePerson()

    def _language_of(self, client: str) -> str:
        if not client:
            return current_language()
        try:
            spoken = Clients(self._session).line(client).language
        except (NotHere, KeptOut):
            return current_language()
        return spoken if spoken and language(spoken) is not None else current_language()

    def _printed(self) -> Printed:
        now = datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)
        here = now.astimezone(zone_or_utc(self._zone))
        when = f"{short_date(here.date())} {time_of_day(here)}"
        return Printed(self._session.person_name, when, now)


def slip_number(appointment: str) -> str:
    """What the slip calls an appointment: the end of its id, in two groups. Its beginning is the
    time, so it would say more than it should.
    """
    end = appointment[-_NUMBER_LETTERS:].upper()
    return f"{end[:4]} {end[4:]}"


def mode_words(mode: str) -> Said:
    """How people meet, in words; a value of a newer release as it is stored."""
    return next((one.label for one in MODES if one.value == mode), mode)


_STATUSES: Final = {
    "planned": Message("choices", "planned"),
    "kept": Message("choices", "kept"),
    "late": Message("choices", "came late"),
    "cancelled": Message("choices", "cancelled"),
    "no_show": Message("choices", "did not come"),
}


def status_words(status: str) -> Said:
    """How an appointment stands, in words; a value of a newer release as it is stored."""
    return _STATUSES.get(status, status)


def city_of(zone: str) -> str:
    """The place that names a clock: "Rankin Inlet" of `America/Rankin_Inlet`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def service_slip_of(entry: DirectoryEntry) -> ServiceSlip:
    """What the slip of an entry says of it."""
    shared = entry.items.get("contacts", ())
    return ServiceSlip(
        name=entry.title,
        organisation="" if entry.organisation is None else entry.organisation.name,
        places=tuple(
            SlipPlace(one.name, one.address, tuple(_numbers(one))) for one in entry.locations
        ),
        telephones=tuple(one.text("number") for one in entry.items.get("phones", ())),
        contacts=tuple(
            SlipContact(one.text("name"), one.text("title"), one.text("telephone"))
            for one in (*shared, *(item for at in entry.locations for item in at.contacts))
        ),
        hours=tuple((row.day, row.spans) for row in entry.hours.days),
        remarks=entry.hours.remarks,
        documents=entry.documents,
        eligibility=entry.eligibility,
        costs=entry.costs,
        languages=tuple(
            language_name(one) if language(one) is not None else one for one in entry.languages
        ),
        verified=entry.verified,
    )


def _numbers(place: PlaceEntry) -> list[str]:
    return [text for one in place.telephones if (text := one.text("number"))]


def _telephone(service: DirectoryEntry | None) -> str:
    if service is None:
        return ""
    own = [one.text("number") for one in service.items.get("phones", ())]
    there = [number for place in service.locations for number in _numbers(place)]
    return next((one for one in (*own, *there) if one), "")
