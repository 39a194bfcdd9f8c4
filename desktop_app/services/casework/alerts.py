"""Why files ask to be looked at: computed on this laptop, from what it holds, without any network.

A warning that somebody puts aside is a record of its own with the reason, so that it travels and no
other laptop raises it again; it comes back by itself when the facts that it rested on change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.casework.alerts import (
    Alert,
    Awaited,
    Ending,
    FileFacts,
    alerts_of,
    standing,
)
from desktop_app.domain.fields import EntityType
from desktop_app.language import Message
from desktop_app.services.casework.alert_sources import (
    AWAITED,
    agreements_ending,
    day_of,
    documents_ending,
    rows_about,
    stuck_in,
)
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.thresholds import thresholds_of
from desktop_app.services.casework.told import choice_words
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.client_values import id_of
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.session import Session
from desktop_app.storage.contacts import last_contacts, last_missed
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import moment_of
from desktop_app.sync.merge import HIDDEN

CASELOAD: Final = 2000
"""So many files of one person are looked at, the latest changed first."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One warning about one file. client: 32 hexadecimal digits; name: as on screen."""

    client: str
    name: str
    alert: Alert

    @property
    def key(self) -> str:
        """Names the warning among all others."""
        return f"{self.client}/{self.alert.rule}/{self.alert.facts}"


class Alerts:
    """The warnings of files, and putting them aside. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def of(self, client: str) -> tuple[Flag, ...]:
        """Why this file is flagged, the most pressing first."""
        with self._session.database.reading() as tables:
            row = self._records.require(tables, "client", client)
            return self.read(tables, [row])

    def caseload(self, tables: Tables, person: bytes) -> list[Row]:
        """The files that a person answers for, and those of this laptop that nobody does."""
        return list(
            tables.rows.select(
                self._session.registry["client"],
                "WHERE life = 1 AND (f_owner = ? OR f_owner IS NULL OR f_owner = '') "
                "ORDER BY changed_hlc DESC, id LIMIT ?",
                (person.hex(), CASELOAD),
            )
        )

    def read(self, tables: Tables, clients: Sequence[Row]) -> tuple[Flag, ...]:
        """The warnings of these files, inside a transaction."""
        if not clients:
            return ()
        today = today_of(self._session)
        thresholds = thresholds_of(tables, self._session)
        gathered = _Gathered(tables, self._session, [row.id.hex() for row in clients], today)
        lines = Lines(tables, self._session)
        shown = lines.people.by_ids([row.id for row in clients])
        found = []
        for row in clients:
            client = row.id.hex()
            if row.id not in shown:
                continue
            alerts = alerts_of(gathered.facts(row), thresholds, today)
            left = standing(alerts, gathered.aside.get(client, ()))
            if left:
                name = lines.name(shown[row.id])
                found += [Flag(client, name, one) for one in left]
        return tuple(found)

    def put_aside(self, client: str, rule: str, facts: str, reason: str) -> None:
        """Put a warning aside, for a reason that others read. Raises ValueRefused, NotHere, NotAllowed."""
        session = self._session
        made = derived_id(id_of(client), f"alert {rule} {facts}")
        values = {
            "rule": rule, "facts": facts, "reason": reason,
            "dismissed_on": today_of(session).isoformat(),
        }  # fmt: skip
        kind = session.registry["alert_dismissal"]
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            known = tables.rows.get(kind, made)
            if known is not None and known.state.life() == HIDDEN:
                editor.set_life(kind, made, tables.log.scopes()[known.scope], True)
                editor.flush()
            self._records.write_new(tables, editor, "alert_dismissal", client, values, made)
            editor.flush()


class _Gathered:
    """The facts of several files at once, read kind by kind."""

    def __init__(
        self, tables: Tables, session: Session, clients: Sequence[str], today: date
    ) -> None:
        self._tables, self._session, self._clients = tables, session, clients
        self._contacts = last_contacts(tables.connection, clients, today.isoformat())
        self._missed = last_missed(tables.connection, clients)
        self._consents = self._endings("consent", _consent)
        self._documents: dict[str, list[Ending]] = {}
        for client, ending in documents_ending(tables, session, clients):
            self._documents.setdefault(client, []).append(ending)
        self._agreements: dict[str, list[Ending]] = {}
        for client, ending in agreements_ending(tables, session, clients):
            self._agreements.setdefault(client, []).append(ending)
        self._signs: dict[str, list[date]] = {}
        for row in self._rows("sign", "AND f_settled_on IS NULL"):
            noted = day_of(row.value("noted_on"))
            if noted is not None:
                self._signs.setdefault(str(row.value("client")), []).append(noted)
        self._awaited: dict[str, list[Awaited]] = {}
        for ask in AWAITED:
            for client, awaited in ask(tables, session, clients):
                self._awaited.setdefault(client, []).append(awaited)
        self._stages: dict[str, Awaited] = {}
        for client, stage in stuck_in(tables, session, clients):
            known = self._stages.get(client)
            if known is None or stage.since < known.since:
                self._stages[client] = stage
        self.aside: dict[str, list[tuple[str, str]]] = {}
        for row in self._rows("alert_dismissal"):
            about = (str(row.value("rule") or ""), str(row.value("facts") or ""))
            self.aside.setdefault(str(row.value("client")), []).append(about)

    def facts(self, row: Row) -> FileFacts:
        """What the rules look at in the file of this client."""
        client = row.id.hex()
        created = date.min if row.state.created is None else moment_of(row.state.created[0]).date()
        missed = self._missed.get(client)
        day = None if missed is None else day_of(missed[1])
        return FileFacts(
            opened=day_of(row.value("first_contact")) or created,
            last_contact=day_of(self._contacts.get(client)),
            closed=row.value("status") == "closed" or row.value("deceased") is True,
            consents=tuple(self._consents.get(client, ())),
            documents=tuple(self._documents.get(client, ())),
            agreements=tuple(self._agreements.get(client, ())),
            awaited=tuple(self._awaited.get(client, ())),
            stage=self._stages.get(client),
            signs=tuple(self._signs.get(client, ())),
            missed=None if missed is None or day is None else Awaited(missed[0], "", day),
        )

    def _rows(self, kind: str, further: str = "") -> Iterable[Row]:
        return rows_about(self._tables, self._session.registry[kind], self._clients, further)

    def _endings(
        self, kind: str, name: Callable[[EntityType, Row], str | Message]
    ) -> Mapping[str, list[Ending]]:
        """Those that have a last day; where one of the same purpose lasts longer, only that one."""
        latest: dict[tuple[str, str], Ending | None] = {}
        for row in self._rows(kind, "AND f_withdrawn_on IS NULL"):
            about = (str(row.value("client")), str(row.value("purpose") or row.id.hex()))
            ends = day_of(row.value("expires_on"))
            known = latest.get(about, ...)
            if ends is None:
                latest[about] = None
            elif known is ... or (isinstance(known, Ending) and known.ends < ends):
                latest[about] = Ending(row.id.hex(), name(row.type, row), ends)
        found: dict[str, list[Ending]] = {}
        for (client, _), ending in latest.items():
            if ending is not None:
                found.setdefault(client, []).append(ending)
        return found


def _consent(kind: EntityType, row: Row) -> str | Message:
    return choice_words(kind, "purpose", row.value("purpose"))
