"""What the form of an appointment decides: who is found, what is said of the time, what is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Final, Protocol

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message
from desktop_app.services.clients.client_lines import SHORTEST, ClientLine
from desktop_app.services.directory.directory_entries import DirectoryEntry, ServiceLine
from desktop_app.services.schedule.schedule import AppointmentLine
from desktop_app.ui.schedule.services import Clock, ScheduleServices
from desktop_app.ui.schedule.warnings import TimeAsked, Told, told
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.jobs import Jobs

PLACE: Final = "schedule"
FORM: Final = "appointment"
NEW: Final = "new"
USUAL_MINUTES: Final = 30
_FOUND_AT_MOST: Final = 5
_MARKS: Final = ("mode", "place", "subject", "bring", "ask_for", "service")


@dataclass(frozen=True, slots=True)
class Opening:
    """What the form begins with. line: the appointment that is changed, None for a new one.
    client, service: those in the values. unfinished: when the draft was typed (milliseconds UTC),
    0 without one.
    """

    line: AppointmentLine | None
    values: Mapping[str, Value]
    client: Found | None
    service: Found | None
    clocks: tuple[Clock, ...]
    unfinished: int


class FormView(Protocol):
    """The form as its presenter sees it."""

    def show_form(self, opening: Opening) -> None:
        """Lay the form out with these values."""

    def show_clients(self, words: str, found: Sequence[Found]) -> None:
        """Who is found for these words."""

    def show_services(self, words: str, found: Sequence[Found]) -> None:
        """Which services are found for these words."""

    def show_person(self, facts: Mapping[str, Value]) -> None:
        """Say what the file of the person holds that matters for booking."""

    def fill(self, values: Mapping[str, Value]) -> None:
        """Put values into fields in which nothing was typed yet."""

    def show_told(self, told: Told) -> None:
        """Say what there is to say of the time."""

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say what is missing, on top and at each field."""


class FormPresenter:
    """One appointment at a time. Each field is kept as a draft when it is left."""

    def __init__(self, view: FormView, services: ScheduleServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._line: AppointmentLine | None = None
        self._record, self._client_named, self._subject = "", "", ""
        self._lock = Lock()
        self._round = 0

    def open(self, appointment: str, client: str = "", subject: str = "") -> None:
        """An empty form, or that of an appointment. client: who a new one is for; subject: why."""
        self._record, self._client_named, self._subject = appointment, client, subject
        self._jobs.start(
            "schedule form",
            lambda progress: self._ask(appointment, client, subject),
            done=self._opened,
            failed=self._door.problem,
        )

    @property
    def _draft(self) -> str:
        """Under what the fields are kept: a new one for somebody named leaves any other alone."""
        if self._record or not self._client_named:
            return self._record
        return f"{NEW}/{self._client_named}"

    def _ask(self, appointment: str, client: str, subject: str) -> Opening:
        services = self._services
        clocks = services.clocks()
        line = services.schedule.show(appointment) if appointment else None
        values: dict[str, Value] = {}
        if line is not None:
            values = _values_of(line)
        else:
            zone = services.zone()
            today = datetime.fromtimestamp(services.now() / 1000, UTC).astimezone(zone_or_utc(zone))
            values = {
                "day": today.date().isoformat(), "zone": zone, "minutes": USUAL_MINUTES,
            }  # fmt: skip
            values |= {"client": client, "subject": subject}
        draft = services.drafts.find(FORM, self._draft)
        unfinished = 0
        if draft is not None:
            values |= draft.values
            unfinished = draft.at
        return Opening(
            line,
            {key: value for key, value in values.items() if value not in (None, "")},
            self._client(str(values.get("client") or "")),
            self._service(str(values.get("service") or "")),
            clocks,
            unfinished,
        )

    def _opened(self, opening: Opening) -> None:
        self._line = opening.line
        self._view.show_form(opening)
        if opening.client is None:
            return
        begins = opening.line is None and not opening.unfinished
        self.choose_client(opening.client.id, fill=begins)

    def _client(self, client: str) -> Found | None:
        if not client:
            return None
        try:
            return Found(client, self._services.clients.line(client).name)
        except PortageError:
            # The file is not on this laptop: the appointment keeps its person all the same.
            return Found(client, str(Message("schedule", "A person whose file is not here")))

    def _service(self, service: str) -> Found | None:
        if not service:
            return None
        try:
            return Found(service, self._services.directory.service(service).title)
        except PortageError:
            return Found(service, str(Message("schedule", "A service that is not here")))

    # Finding

    def find_client(self, words: str) -> None:
        """Letters were typed: show who it may be."""
        if len(words.strip()) < SHORTEST:
            self._view.show_clients(words, ())
            return
        self._jobs.start(
            "schedule clients",
            lambda progress: self._services.clients.find(words, _FOUND_AT_MOST),
            done=lambda lines: self._view.show_clients(words, [_person(one) for one in lines]),
            failed=self._door.problem,
        )

    def find_service(self, words: str) -> None:
        """Letters were typed: show which services it may be."""
        if len(words.strip()) < SHORTEST:
            self._view.show_services(words, ())
            return
        self._jobs.start(
            "schedule services",
            lambda progress: [
                one
                for one in self._services.directory.find(words, limit=_FOUND_AT_MOST)
                if one.kind == "service"
            ],
            done=lambda lines: self._view.show_services(words, [_offer(one) for one in lines]),
            failed=self._door.problem,
        )

    def choose_client(self, client: str, fill: bool = True) -> None:
        """A person was chosen: their place tells whose clock it is, their file how they like to be
        met and what the way costs them. fill: put the clock into the form."""
        services = self._services

        def ask() -> tuple[str, Mapping[str, Value]]:
            try:
                fields = services.clients.show(client).fields
            except PortageError:
                return "", {}
            return services.zone_of(str(fields.get("community") or "")), fields

        def answered(known: tuple[str, Mapping[str, Value]]) -> None:
            zone, fields = known
            self._view.show_person(fields)
            if zone and fill:
                self._view.fill({"zone": zone})

        self._jobs.start(
            "schedule client", lambda progress: ask(), done=answered, failed=self._door.problem
        )

    def choose_service(self, service: str) -> None:
        """A service was chosen: it tells where it is, whom to ask for and what to bring."""

        def answered(entry: DirectoryEntry) -> None:
            self._view.fill(told_by(entry))

        self._jobs.start(
            "schedule service",
            lambda progress: self._services.directory.service(service),
            done=answered,
            failed=self._door.problem,
        )

    # Typing

    def left(self, key: str, value: Value) -> None:
        """A field was left: it is kept as a draft at once."""
        record, begun = self._draft, self._round

        def keep() -> None:
            # A field that is written late must not bring back a draft that is over.
            with self._lock:
                if begun == self._round:
                    self._services.drafts.save(FORM, record, key, value)

        self._jobs.start(
            f"schedule draft {key}",
            lambda progress: keep(),
            done=lambda nothing: None,
            failed=self._door.problem,
        )

    def look_at(self, values: Mapping[str, Value]) -> None:
        """Say what there is to say of the time that stands in the form."""
        asked = self._asked(values)
        if asked is None:
            self._view.show_told(Told())
            return
        self._jobs.start(
            "schedule look",
            lambda progress: told(self._services.schedule, asked),
            done=self._view.show_told,
            failed=self._door.problem,
        )

    def discard(self) -> None:
        """Begin the form anew."""
        draft, again = self._draft, (self._record, self._client_named, self._subject)
        self._jobs.start(
            "schedule discard",
            lambda progress: self._forget(draft),
            done=lambda nothing: self.open(*again),
            failed=self._door.problem,
        )

    def _forget(self, record: str) -> None:
        with self._lock:
            self._round += 1
            self._services.drafts.discard(FORM, record)

    def leave(self) -> None:
        """Back to the week; what was typed is kept as a draft."""
        self._door.go(PLACE, self._record)

    def save(self, values: Mapping[str, Value], unreadable: Mapping[str, Message]) -> None:
        """Save what the form holds, or say what is missing in it."""
        wrong = {**self._lacking(values), **unreadable}
        wrong |= self._refused(values)
        self._view.show_errors(wrong)
        if wrong:
            return
        line, draft = self._line, self._draft

        def write() -> str:
            saved = self._make(values) if line is None else self._change(line, values)
            self._forget(draft)
            return saved

        self._jobs.start(
            "schedule save",
            lambda progress: write(),
            done=self._saved,
            failed=lambda words: self._view.show_errors({"time": words}),
        )

    def _lacking(self, values: Mapping[str, Value]) -> dict[str, Message]:
        needed = {
            "client": Message("schedule", "Choose the person from the list of those found."),
            "day": Message("schedule", "Enter the day of the appointment."),
            "time": Message("schedule", "Enter the time, for example 13:30."),
            "zone": Message("schedule", "Choose the place whose clock it is."),
        }
        return {key: words for key, words in needed.items() if not values.get(key)}

    def _refused(self, values: Mapping[str, Value]) -> dict[str, Message]:
        kind = self._services.registry["appointment"]
        wrong: dict[str, Message] = {}
        for name in _MARKS:
            try:
                checked(kind.field(name), values.get(name))
            except ValueRefused as fault:
                wrong[name] = fault.message
        return wrong

    def _make(self, values: Mapping[str, Value]) -> str:
        def said(name: str) -> str:
            return str(values.get(name) or "")

        return self._services.schedule.make(
            said("client"),
            _local(values),
            said("zone"),
            _minutes(values),
            said("mode"),
            said("place"),
            subject=said("subject"),
            bring=said("bring"),
            ask_for=said("ask_for"),
            service=said("service"),
        )

    def _change(self, line: AppointmentLine, values: Mapping[str, Value]) -> str:
        schedule = self._services.schedule
        before = _values_of(line)
        if any(before.get(name) != values.get(name) for name in ("day", "time", "zone")):
            schedule.move(line.id, _local(values), str(values["zone"]), line.seen)
        further: dict[str, Value] = {
            name: values.get(name) for name in _MARKS if before.get(name) != values.get(name)
        }
        if line.client != values.get("client"):
            further["client"] = values.get("client")
        if line.minutes != _minutes(values):
            further["minutes"] = _minutes(values)
        if further:
            schedule.set(line.id, further, line.seen)
        return line.id

    def _saved(self, appointment: str) -> None:
        self._door.done(Message("schedule", "The appointment is saved."), undo=True)
        self._door.changed()
        self._door.go(PLACE, appointment)

    def _asked(self, values: Mapping[str, Value]) -> TimeAsked | None:
        if not (values.get("day") and values.get("time") and values.get("zone")):
            return None
        try:
            local = _local(values)
        except ValueError:
            return None
        line = self._line
        worker = self._services.worker() if line is None else line.worker
        client = str(values.get("client") or "")
        return TimeAsked(local, str(values["zone"]), _minutes(values), client, worker, self._record)


def told_by(entry: DirectoryEntry) -> dict[str, Value]:
    """What the entry of a service says of an appointment there."""
    where = entry.locations[0] if entry.locations else None
    contacts = (*entry.items.get("contacts", ()), *(() if where is None else where.contacts))
    values: dict[str, Value] = {
        "place": "" if where is None else ", ".join((where.name, *where.address)),
        "ask_for": next((one.text("name") for one in contacts if one.text("name")), ""),
        "bring": "\n".join(entry.documents),
    }
    return {key: value for key, value in values.items() if value}


def _values_of(line: AppointmentLine) -> dict[str, Value]:
    values: dict[str, Value] = {
        "client": line.client,
        "day": line.local.date().isoformat(),
        "time": f"{line.local:%H:%M}",
        "zone": line.zone,
        "minutes": line.minutes,
        "mode": line.mode,
        "place": line.place,
        "subject": line.subject,
        "ask_for": line.ask_for,
        "bring": line.bring,
        "service": line.service,
    }
    return {key: value or None for key, value in values.items()}


def _local(values: Mapping[str, Value]) -> datetime:
    """Naive, as the clock of the place shows it. Raises ValueError."""
    return datetime.fromisoformat(f"{values['day']}T{values['time']}")


def _minutes(values: Mapping[str, Value]) -> int:
    value = values.get("minutes")
    return value if isinstance(value, int) else USUAL_MINUTES


def _person(line: ClientLine) -> Found:
    facts = (line.birth_date, line.community, ", ".join(str(one) for one in line.why))
    return Found(line.id, line.name, " · ".join(part for part in facts if part))


def _offer(line: ServiceLine) -> Found:
    facts = (line.organisation, line.place)
    return Found(line.id, line.name, " · ".join(part for part in facts if part))
