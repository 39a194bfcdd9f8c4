"""What an appointment still needs before it begins: asked for the day and for the week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.record_values import items_by_list
from desktop_app.language import Message
from desktop_app.services.casework.documents import ListLine, read_lists, readiness, ready_words
from desktop_app.services.clients.client_lines import ClientLine, Lines
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.schedule.schedule import PLANNED, AppointmentLine
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables


class Readiness(StrEnum):
    """What an appointment still needs before it begins."""

    NOTHING = "nothing"
    TO_BRING = "to_bring"
    READY = "ready"
    TO_COMPLETE = "to_complete"


@dataclass(frozen=True, slots=True)
class MeetingReady:
    """How ready one appointment is. documents: what is still to be brought, or what the client was
    asked to bring. message: the readiness as a badge says it; None when there is nothing to say."""

    readiness: Readiness
    documents: tuple[str, ...] = ()
    message: Message | None = None


class MeetingReadiness:
    """Asks how ready appointments are."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, lines: Iterable[AppointmentLine]) -> dict[str, MeetingReady]:
        """By the id of the appointment; of those that are over or called off there is nothing."""
        with self._session.database.reading() as tables:
            return read_meeting_readiness(
                tables, self._session, [one for one in lines if one.status == PLANNED]
            )


def read_meeting_readiness(
    tables: Tables, session: Session, lines: Sequence[AppointmentLine]
) -> dict[str, MeetingReady]:
    """As `MeetingReadiness.of` inside a transaction, whatever the status of the appointments."""
    people = _people(tables, session, lines)
    lists = read_lists(tables, session) if lines else ()
    return {one.id: _ready(tables, session, one, people.get(one.client), lists) for one in lines}


def _ready(
    tables: Tables,
    session: Session,
    line: AppointmentLine,
    person: ClientLine | None,
    lists: Sequence[ListLine],
) -> MeetingReady:
    if line.closed:
        return MeetingReady(Readiness.NOTHING)
    documents = asked_to_bring(line.bring) or _asked_for(tables, session, line.service)
    if line.status != PLANNED:
        return MeetingReady(Readiness.NOTHING, documents)
    if person is not None and person.incomplete:
        return MeetingReady(Readiness.TO_COMPLETE, documents, Message("today", "File to complete"))
    if person is not None:
        ready = readiness(tables, session, line.client, documents, line.service, lists)
        if ready.asked:
            state = Readiness.READY if ready.yes else Readiness.TO_BRING
            return MeetingReady(state, ready.missing or documents, ready_words(ready))
    if documents:
        message = Message(
            "today", "{n} document to bring", {}, "{n} documents to bring", len(documents)
        )
        return MeetingReady(Readiness.TO_BRING, documents, message)
    return MeetingReady(Readiness.NOTHING, documents)


def _asked_for(tables: Tables, session: Session, service: str) -> tuple[str, ...]:
    raw = raw_id(service)
    row = None if raw is None else tables.rows.get(session.registry["service"], raw)
    if row is None:
        return ()
    items = items_by_list(row.type, row.values).get("documents", ())
    return tuple(text for one in items if (text := one.text("document")))


def _people(
    tables: Tables, session: Session, meetings: Sequence[AppointmentLine]
) -> dict[str, ClientLine]:
    """The people of these appointments; of those that are not shown none."""
    lines = Lines(tables, session)
    wanted = [raw for one in dict.fromkeys(one.client for one in meetings)
              if (raw := raw_id(one)) is not None]  # fmt: skip
    shown = lines.people.by_ids(wanted)
    rows = [shown[raw] for raw in wanted if raw in shown]
    return {one.id: one for one in lines.of(rows, with_sharing=False)}


def asked_to_bring(text: str) -> tuple[str, ...]:
    """What to bring, one thing a line; a list written with commas counts as one a comma."""
    parts = text.splitlines()
    if len(parts) == 1:
        parts = text.replace(";", ",").split(",")
    return tuple(part.strip(" -•\t") for part in parts if part.strip(" -•\t"))
