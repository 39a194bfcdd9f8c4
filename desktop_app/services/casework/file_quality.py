"""How complete files are, by the norms that the office settled, and samples to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from desktop_app.domain.casework.file_quality import (
    FIELDS,
    OF_THE_NAMES,
    FileState,
    Norms,
    Quality,
    draw,
    quality,
)
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, FieldKey, Scope, Value
from desktop_app.language import Message
from desktop_app.services.casework.alert_sources import day_of, rows_about
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.client_fields import has_item
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.interests import kept_out
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.session import NotAllowed, Session
from desktop_app.storage.contacts import last_contacts
from desktop_app.storage.database import Tables
from desktop_app.storage.people import PersonRow

LISTED: Final = 2000
"""So many files are judged for a list, the latest changed first."""

MOST_WEEKS: Final = 104
MOST_DRAWN: Final = 100

_PREFIX: Final = "quality."
_RULES: Final = ("consent", "owner", "goal", "next_step")
_WEEKS: Final = "contact_weeks"

_NEXT_STEPS: Final = {
    "task": "AND f_done_on IS NULL AND f_dismissed_on IS NULL",
    "plan_step": "AND f_done_on IS NULL",
}


class WeeksWrong(PortageError):
    """A number of weeks that no norm can go by."""

    code = "quality_weeks_wrong"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "file quality",
                "A number of weeks from 0 to {n} is needed; 0 asks for no recent contact. Nothing "
                "was changed.",
                {"n": MOST_WEEKS},
            )
        )


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file in a list. owner, community: names; "" when there is none. reviewed_on: the day of
    its latest review, "" while it was never looked at."""

    client: str
    name: str
    owner: str
    community: str
    quality: Quality
    last_contact: str
    reviewed_on: str


def norms_of(tables: Tables, session: Session) -> Norms:
    """What is settled; what nobody settled is as this release has it.

    Where two offices settled a norm apart, the stricter one stands: asked for before not asked for,
    fewer weeks before more.
    """
    kind = session.registry["setting"]
    found: dict[str, int] = {}
    for row in tables.rows.select(kind, "WHERE life = 1 AND f_name LIKE 'quality.%'"):
        name = str(row.value("name") or "").removeprefix(_PREFIX)
        text = str(row.value("value") or "").strip()
        if not (text.isascii() and text.isdecimal() and int(text) <= MOST_WEEKS):
            continue
        number = int(text)
        if name == _WEEKS:
            known = found.get(name, 0)
            found[name] = min(known or number, number or known)
        else:
            found[name] = max(found.get(name, 0), min(number, 1))
    usual = Norms()

    def asked(name: str, before: bool) -> bool:
        return bool(found.get(name, int(before)))

    return Norms(
        frozenset(name for name in FIELDS if asked(name, name in usual.fields)),
        **{name: asked(name, getattr(usual, name)) for name in _RULES},
        contact_weeks=found.get(_WEEKS, usual.contact_weeks),
    )


class FileQuality:
    """Judges files. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session, self._records = session, Records(session)

    def may_settle(self) -> bool:
        """Whether this laptop is one of the office's, which alone settles the norms."""
        return self._session.is_office

    def norms(self) -> Norms:
        """The norms in force."""
        with self._session.database.reading() as tables:
            return norms_of(tables, self._session)

    def settle(self, norms: Norms) -> None:
        """Settle the norms. Raises NotAllowed, WeeksWrong."""
        session = self._session
        if not session.is_office:
            raise NotAllowed
        if not 0 <= norms.contact_weeks <= MOST_WEEKS:
            raise WeeksWrong
        kind = session.registry["setting"]
        with session.database.writing() as tables:
            before = _stated(norms_of(tables, session))
            scope = session.scope(tables, Scope.ORGANISATION)
            editor = Editor(session, tables)
            editor.begin_act()
            for name, number in _stated(norms).items():
                if before[name] == number:
                    continue
                # Two offices that settle it at once write into one record.
                organisation = session.require_trust().organisation[:16]
                made = derived_id(organisation, f"setting {_PREFIX}{name}")
                told: dict[str, Value] = {"name": f"{_PREFIX}{name}", "value": str(number)}
                new = tables.rows.get(kind, made) is None
                editor.edit(kind, made, scope, told, new=new)
            editor.flush()

    def of(self, client: str) -> Quality:
        """How complete one file is. Raises NotHere."""
        with self._session.database.reading() as tables:
            row = self._records.require(tables, "client", client)
            return self.judged(tables, [row.id])[row.id]

    def judged(self, tables: Tables, clients: Sequence[bytes]) -> dict[bytes, Quality]:
        """How complete these files are, by id, inside a transaction."""
        today, norms = today_of(self._session), norms_of(tables, self._session)
        people = Lines(tables, self._session).people.by_ids(clients)
        states = self._states(tables, people, today)
        return {one: quality(state, norms, today) for one, state in states.items()}

    def open_files(self, tables: Tables, worker: str = "", community: str = "") -> list[bytes]:
        """The files that are not closed, the latest changed first; of one worker, of one community.
        Those that an interest keeps whoever is at work out of are left out.
        """
        kind = self._session.registry["client"]
        asked, given = "", []
        for column, value in (("f_owner", worker), ("f_community", community)):
            if value:
                asked += f" AND {column} = ?"
                given.append(value)
        rows = tables.rows.select(
            kind,
            "WHERE life = 1 AND (f_status IS NULL OR f_status != 'closed') "
            f"AND (f_deceased IS NULL OR f_deceased = 0){asked} ORDER BY changed_hlc DESC, id",
            tuple(given),
        )
        closed = kept_out(tables, self._session)
        return [row.id for row in rows if row.id not in closed]

    def lines(self, worker: str = "", community: str = "") -> tuple[FileLine, ...]:
        """The open files, the least complete first; `LISTED` of them at most."""
        with self._session.database.reading() as tables:
            files = self.open_files(tables, worker, community)[:LISTED]
            return self._lines(tables, files)

    def sample(
        self, seed: str, many: int, worker: str = "", community: str = ""
    ) -> tuple[FileLine, ...]:
        """So many open files drawn by chance; the same words of `seed` draw the same files again."""
        with self._session.database.reading() as tables:
            files = self.open_files(tables, worker, community)
            return self._lines(tables, draw(files, min(many, MOST_DRAWN), seed))

    def _lines(self, tables: Tables, files: Sequence[bytes]) -> tuple[FileLine, ...]:
        session = self._session
        today, norms = today_of(session), norms_of(tables, session)
        lines = Lines(tables, session)
        people = lines.people.by_ids(files)
        states = self._states(tables, people, today)
        reviewed: dict[str, str] = {}
        kind = session.registry["file_review"]
        for row in rows_about(tables, kind, [one.hex() for one in people]):
            client, day = str(row.value("client")), str(row.value("reviewed_on") or "")
            reviewed[client] = max(reviewed.get(client, ""), day)
        client_type = session.registry["client"]
        found = []
        for one, person in people.items():
            state = states[one]
            owner = str(person.client.get(client_type.field("owner").number) or "")
            found.append(
                FileLine(
                    one.hex(),
                    lines.name(person),
                    session.person_called(bytes.fromhex(owner)) if len(owner) == 32 else "",
                    lines.community_called(
                        person.client.get(client_type.field("community").number)
                    ),
                    quality(state, norms, today),
                    "" if state.last_contact is None else state.last_contact.isoformat(),
                    reviewed.get(one.hex(), ""),
                )
            )
        return tuple(sorted(found, key=lambda one: (one.quality.score, one.name, one.client)))

    def _states(
        self, tables: Tables, people: Mapping[bytes, PersonRow], today: date
    ) -> dict[bytes, FileState]:
        session = self._session
        ids = list(people)
        names = [one.hex() for one in ids]
        agreed = Lines(tables, session).people.with_consent(ids, "file", today.isoformat())
        contacts = last_contacts(tables.connection, names, today.isoformat())
        aimed = self._with(tables, "goal", names, "AND (f_state IS NULL OR f_state != 'dropped')")
        ahead = {
            client
            for kind, clause in _NEXT_STEPS.items()
            for client in self._with(tables, kind, names, clause)
        }
        now = datetime.fromtimestamp(session.environment.now() / 1000, UTC)
        for row in rows_about(
            tables, session.registry["appointment"], names,
            "AND (f_status IS NULL OR f_status = 'planned')",
        ):  # fmt: skip
            if str(row.value("starts_at") or "") >= now.strftime("%Y-%m-%dT%H:%MZ"):
                ahead.add(str(row.value("client")))
        identity, client = session.registry["identity"], session.registry["client"]
        states = {}
        for one, person in people.items():
            last = contacts.get(one.hex())
            states[one] = FileState(
                _filled(identity, client, person),
                person.identity is not None,
                one in agreed,
                bool(person.client.get(client.field("owner").number)),
                one.hex() in aimed,
                one.hex() in ahead,
                day_of(last),
            )
        return states

    def _with(
        self, tables: Tables, kind: str, clients: Sequence[str], further: str
    ) -> frozenset[str]:
        """Those of these clients about whom there is such a record."""
        rows = rows_about(tables, self._session.registry[kind], clients, further)
        return frozenset(str(row.value("client")) for row in rows)


def _filled(identity: EntityType, client: EntityType, person: PersonRow) -> frozenset[str]:
    """Which of the fields that norms ask for a file says."""

    def said(one: EntityType, values: Mapping[FieldKey, Value], name: str) -> bool:
        return one.has_field(name) and bool(values.get(one.field(name).number))

    held = person.identity or {}
    found = {name for name in OF_THE_NAMES if said(identity, held, name)}
    found |= {
        name for name in FIELDS if name not in OF_THE_NAMES and said(client, person.client, name)
    }
    reached = any(said(identity, held, name) for name in ("street", "directions")) or any(
        has_item(identity, items, name, held)
        for _, items, name in identity.aliases
        if items in ("phones", "emails")
    )
    return frozenset(found | ({"reach"} if reached else set()))


def _stated(norms: Norms) -> dict[str, int]:
    """The norms as they are written, by name."""
    stated = {name: int(name in norms.fields) for name in FIELDS}
    stated |= {name: int(getattr(norms, name)) for name in _RULES}
    return {**stated, _WEEKS: norms.contact_weeks}
