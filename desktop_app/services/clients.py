"""Clients: adding, changing, finding, listing and showing the people who are helped."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.calendar_words import partial_date
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import LIFE, EntityType, Field, FieldKey, Scope, Value
from desktop_app.domain.folding import fold
from desktop_app.domain.matching import Pair
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.language import Message
from desktop_app.services.client_fields import (
    RECORDS,
    Place,
    has_any,
    label_of,
    opening_values,
    place_of,
    shown_fields,
    type_of,
)
from desktop_app.services.client_lines import ClientLine, Lines, today_of
from desktop_app.services.conflicts import ContestedValue, contested_fields
from desktop_app.services.duplicates import likely_clients, pairs_of_all
from desktop_app.services.editing import Editor, Seen
from desktop_app.services.organisation import UnknownCommunity
from desktop_app.services.session import NotHere, Session
from desktop_app.services.sharing import Shared, Sharing
from desktop_app.services.timeline import ChangeLine, TimelineItem, history_of, timeline_of
from desktop_app.storage.database import Tables
from desktop_app.storage.log import ScopeRow
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import HIDDEN

SeenRecords = Mapping[str, Seen]
"""What a person had before them when a form was opened, by the kind of record."""

_NAMING: Final = frozenset({"given", "family", "preferred", "code"})


class NameNeeded(PortageError):
    """A client without any name or number could not be found again."""

    code = "name_needed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "clients",
                "A file needs a name or a client number. Nothing was saved. "
                "Write at least one of them.",
            )
        )


class CommunityNeeded(PortageError):
    """The laptop holds several communities and none was named."""

    code = "community_needed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "clients",
                "A file belongs to a community. Nothing was saved. Choose the community.",
            )
        )


class UnknownPerson(PortageError):
    """Nobody of the organisation has that name."""

    code = "unknown_person"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "clients",
                "Nobody of your organisation is called so. Nothing was changed. "
                "Look at the list of people for the right name.",
            )
        )


@dataclass(frozen=True, slots=True)
class ClientFile:
    """All of one client's file.

    fields: values by path; an alias such as `telephone` stands beside the item that it names.
    labels: what a person calls each of these paths. contested: fields in which several values
    stand. missing: what is still to complete. birth: in words. seen: to be given back to `set`,
    so that nothing is overwritten that came in meanwhile.
    """

    id: str
    title: str
    community: str
    fields: Mapping[str, Value]
    labels: Mapping[str, Message]
    contested: Mapping[str, tuple[ContestedValue, ...]]
    missing: tuple[Message, ...]
    timeline: tuple[TimelineItem, ...]
    shared: Shared
    seen: SeenRecords
    birth: str
    age: Message | None
    deleted: bool

    @property
    def incomplete(self) -> bool:
        return bool(self.missing)


@dataclass(slots=True)
class _Records:
    """The two records of one client inside a transaction, with what is to be written to each."""

    id: bytes
    rows: dict[str, Row]

    def values(self) -> dict[str, Mapping[FieldKey, Value]]:
        return {name: row.values for name, row in self.rows.items()}


class Clients:
    """What can be asked and done about clients. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # Adding and changing

    def add(self, values: Mapping[str, Value], note: str = "") -> str:
        """Open a file and give its id.

        values: by path or alias of identity and client; `community` is an id or a name and may be
        left out where this laptop holds one community only. note: a first note, when there is one.
        Raises NameNeeded, CommunityNeeded, UnknownCommunity, UnknownField, ValueRefused,
        NotAllowed, NotHere.
        """
        session = self._session
        with session.database.writing() as tables:
            client = session.environment.new_id()
            given = dict(values)
            community = self._community(tables, given.pop("community", None))
            records = _Records(client, {})
            written, _ = self._placed(tables, records, given)
            client_type = session.registry["client"]
            if not has_any(
                value
                for fields in written.values()
                for path, value in fields.items()
                if path in _NAMING or (path.startswith("names/") and path.endswith("/name"))
            ):
                raise NameNeeded
            written.setdefault("client", {})["community"] = community.hex()
            # A file without a name has its place in the list of names all the same.
            identity = written.get("identity") or {"life": "live"}
            cases = session.scope(tables, Scope.CASES, community)
            editor = Editor(session, tables)
            editor.begin_act()
            editor.edit(client_type, client, cases, written["client"], new=True)
            if self._holds_names(tables, community) or "identity" in written:
                names_scope = session.scope(tables, Scope.NAMES, community)
                editor.edit(session.registry["identity"], client, names_scope, identity, new=True)
            if note.strip():
                self._write_note(tables, editor, client, cases, {"text": note})
            editor.flush()
            return client.hex()

    def set(
        self,
        client_id: str,
        values: Mapping[str, Value],
        note: str = "",
        seen: SeenRecords | None = None,
    ) -> tuple[str, ...]:
        """Change fields; gives the paths that really changed, as they were given.

        seen: of the file that was shown. Raises NotHere, UnknownField, ValueRefused, NotAllowed,
        UnknownCommunity.
        """
        session = self._session
        with session.database.writing() as tables:
            records = self._records(tables, client_id)
            cases = tables.log.scopes()[records.rows["client"].scope]
            written, spoken = self._placed(tables, records, values)
            editor = Editor(session, tables)
            editor.begin_act()
            changed: list[str] = []
            for name, fields in written.items():
                one = session.registry[name]
                row = records.rows.get(name)
                scope = (
                    session.scope(tables, one.scope, cases.community)
                    if row is None
                    else tables.log.scopes()[row.scope]
                )
                before = None if seen is None else seen.get(name, {})
                paths = editor.edit(one, records.id, scope, fields, seen=before)
                changed += [spoken[name, path] for path in paths if (name, path) in spoken]
            if note.strip():
                self._write_note(tables, editor, records.id, cases, {"text": note})
            editor.flush()
            return tuple(path for path in values if path in changed)

    def delete(self, client_id: str) -> None:
        """Delete a file, names and all; it can be restored. Raises NotHere, NotAllowed."""
        self._set_life(client_id, live=False)

    def restore(self, client_id: str) -> None:
        """Bring a deleted file back as it was. Raises NotHere, NotAllowed."""
        self._set_life(client_id, live=True)

    def _set_life(self, client_id: str, live: bool) -> None:
        session = self._session
        with session.database.writing() as tables:
            records = self._records(tables, client_id, even_deleted=True)
            editor = Editor(session, tables)
            editor.begin_act()
            for name, row in records.rows.items():
                if (row.state.life() == HIDDEN) is live:
                    scope = tables.log.scopes()[row.scope]
                    editor.set_life(session.registry[name], records.id, scope, live)
            editor.flush()

    # Notes and consents

    def add_note(
        self,
        client_id: str,
        text: str,
        happened_on: str = "",
        mode: str = "",
        minutes: int | None = None,
        corrects: str = "",
    ) -> str:
        """Add a note and give its id. What a note says can never be changed again, only corrected.

        corrects: the id of a note on the same client. Raises NotHere, ValueRefused, NotAllowed.
        """
        session = self._session
        with session.database.writing() as tables:
            records = self._records(tables, client_id)
            cases = tables.log.scopes()[records.rows["client"].scope]
            if corrects:
                earlier = tables.rows.get(session.registry["note"], _id(corrects))
                if earlier is None or earlier.value("client") != records.id.hex():
                    raise NotHere
            editor = Editor(session, tables)
            editor.begin_act()
            note = self._write_note(
                tables,
                editor,
                records.id,
                cases,
                {
                    "text": text,
                    "happened_on": happened_on,
                    "mode": mode,
                    "minutes": minutes,
                    "corrects": corrects,
                },
            )
            editor.flush()
            return note.hex()

    def add_consent(
        self,
        client_id: str,
        purpose: str,
        given_on: str,
        how: str,
        expires_on: str = "",
        words: str = "",
    ) -> str:
        """Write down what a client agrees to and give the consent's id.

        Raises NotHere, ValueRefused, NotAllowed.
        """
        session = self._session
        kind = session.registry["consent"]
        with session.database.writing() as tables:
            records = self._records(tables, client_id)
            values = self._checked_all(
                kind,
                {
                    "client": client_id,
                    "purpose": purpose,
                    "given_on": given_on,
                    "how": how,
                    "expires_on": expires_on,
                    "words": words,
                },
            )
            cases = tables.log.scopes()[records.rows["client"].scope]
            return self._write_new(tables, kind, cases, values).hex()

    def withdraw_consent(self, consent_id: str, on: str) -> None:
        """Write down that a client took a consent back. Raises NotHere, ValueRefused, NotAllowed."""
        session = self._session
        kind = session.registry["consent"]
        with session.database.writing() as tables:
            row = tables.rows.get(kind, _id(consent_id))
            if row is None:
                raise NotHere
            field = kind.field("withdrawn_on")
            day = _needed(field, checked(field, on))
            if str(row.value("given_on") or "") > str(day):
                raise ValueRefused(
                    field,
                    Message(
                        "clients",
                        "That is before the day on which the consent was given. Nothing was changed. "
                        "Check the date.",
                    ),
                )
            editor = Editor(session, tables)
            editor.begin_act()
            editor.edit(kind, row.id, tables.log.scopes()[row.scope], {"withdrawn_on": day})
            editor.flush()

    def _write_note(
        self,
        tables: Tables,
        editor: Editor,
        client: bytes,
        scope: ScopeRow,
        values: Mapping[str, Value],
    ) -> bytes:
        kind = self._session.registry["note"]
        note = self._session.environment.new_id()
        told = self._checked_all(kind, {"client": client.hex(), **values})
        editor.edit(kind, note, scope, told, new=True)
        return note

    def _write_new(
        self, tables: Tables, kind: EntityType, scope: ScopeRow, values: Mapping[str, Value]
    ) -> bytes:
        made = self._session.environment.new_id()
        editor = Editor(self._session, tables)
        editor.begin_act()
        editor.edit(kind, made, scope, values, new=True)
        editor.flush()
        return made

    def _checked_all(self, kind: EntityType, values: Mapping[str, Value]) -> dict[str, Value]:
        today = today_of(self._session)
        told: dict[str, Value] = {}
        for name, value in values.items():
            field = kind.field(name)
            told[name] = checked(field, value, today)
            if field.required:
                _needed(field, told[name])
        return told

    # Asking

    def find(self, words: str, limit: int = 50) -> list[ClientLine]:
        """Clients that typed words may mean, the likeliest first.

        Words may be beginnings of names without their accents or in another script, the digits of
        a telephone or its last four, a birth date, a client number. Empty under two letters.
        """
        with self._session.database.reading() as tables:
            return Lines(tables, self._session).find(words, limit)

    def page(
        self,
        limit: int = 200,
        after: str | None = None,
        offset: int | None = None,
        order: str = "name",
        community: bytes | None = None,
    ) -> list[ClientLine]:
        """One page of the list of clients, by family name.

        after: the id of the last client of the page before. offset: how many to pass over instead,
        for a jump. order: `name` is the one there is. community: 16 bytes.
        """
        if order != "name":
            raise ValueError(order)
        with self._session.database.reading() as tables:
            lines = Lines(tables, self._session)
            last = None if after is None else _id(after)
            ids = lines.people.page(limit, last, offset, community)
            rows = lines.people.by_ids(ids)
            return lines.of([rows[one] for one in ids if one in rows])

    def count(self, community: bytes | None = None) -> int:
        """How many clients there are, in one community or in all."""
        with self._session.database.reading() as tables:
            return Lines(tables, self._session).people.count(community)

    def show(self, client_id: str) -> ClientFile:
        """All of one client's file, deleted or not. Raises NotHere."""
        session = self._session
        with session.database.reading() as tables:
            records = self._records(tables, client_id, even_deleted=True)
            lines = Lines(tables, session)
            fields: dict[str, Value] = {}
            contested: dict[str, tuple[ContestedValue, ...]] = {}
            for name in RECORDS:
                row = records.rows.get(name)
                if row is None:
                    continue
                one = session.registry[name]
                fields |= shown_fields(one, row.values)
                contested |= contested_fields(session, tables, one, row)
            labels = self._labels(records, (*fields, *contested))
            client = records.rows["client"]
            people = lines.people.by_ids([records.id])
            agreed = lines.people.with_consent([records.id], "file", today_of(session).isoformat())
            birth = str(fields.get("birth_date") or "")
            return ClientFile(
                id=client_id,
                title=lines.name_of_id(records.id),
                community=lines.community_called(client.value("community")),
                fields=fields,
                labels=labels,
                contested=contested,
                missing=lines.missing(people[records.id], records.id in agreed)
                if records.id in people
                else (),
                timeline=timeline_of(tables, session, records.id),
                shared=Sharing(tables, session).state_of([records.id])[records.id],
                seen={
                    name: {key: row.state.dots(key) for key in row.state.heads}
                    for name, row in records.rows.items()
                },
                birth=partial_date(birth),
                age=_age(birth, today_of(session)),
                deleted=client.state.life() == HIDDEN,
            )

    def history(self, client_id: str) -> tuple[ChangeLine, ...]:
        """Every change to a client's file, the newest first. Raises NotHere."""
        with self._session.database.reading() as tables:
            records = self._records(tables, client_id, even_deleted=True)
            return history_of(tables, self._session, records.id)

    def likely(self, values: Mapping[str, Value]) -> list[tuple[ClientLine, Pair]]:
        """Clients who may be the person that is being typed in, the likeliest first."""
        with self._session.database.reading() as tables:
            return likely_clients(Lines(tables, self._session), self._session, values)

    def duplicates(self) -> list[Pair]:
        """Pairs of clients who may be one person, the likeliest first."""
        with self._session.database.reading() as tables:
            return pairs_of_all(Lines(tables, self._session), self._session)

    # How values come to their places

    def _records(self, tables: Tables, client_id: str, even_deleted: bool = False) -> _Records:
        client = _id(client_id)
        rows = {}
        for name in RECORDS:
            row = tables.rows.get(self._session.registry[name], client)
            if row is not None:
                rows[name] = row
        if "client" not in rows:
            raise NotHere
        if not even_deleted and rows["client"].state.life() == HIDDEN:
            raise NotHere
        return _Records(client, rows)

    def _placed(
        self, tables: Tables, records: _Records, values: Mapping[str, Value]
    ) -> tuple[dict[str, dict[str, Value]], dict[tuple[str, str], str]]:
        """Checked values by record and path, and for each path the name under which it was given."""
        session = self._session
        standing = records.values()
        today = today_of(session)
        written: dict[str, dict[str, Value]] = {}
        spoken: dict[tuple[str, str], str] = {}
        for path, value in values.items():
            type_of(session.registry, path)
            place = place_of(session.registry, path, records.id, standing)
            told = value
            if place.field is not None:
                if place.field.reference == "community":
                    told = self._community(tables, value).hex()
                elif place.field.reference == "person":
                    told = self._person(value)
                told = checked(place.field, told, today)
            fields = written.setdefault(place.type.name, {})
            if told is not None:
                fields |= self._opening(place, standing.get(place.type.name, {}), fields)
            fields[place.path] = told
            spoken[place.type.name, place.path] = path
        return written, spoken

    @staticmethod
    def _opening(
        place: Place, standing: Mapping[FieldKey, Value], fields: Mapping[str, Value]
    ) -> dict[str, Value]:
        """What opens a list item, unless it is given in the same breath."""
        items = place.path.split("/", maxsplit=1)[0]
        opened = any(path.startswith(f"{items}/") for path in fields)
        extra = opening_values(place, standing)
        return {
            path: value
            for path, value in extra.items()
            if path not in fields and not (opened and path.endswith("/preferred"))
        }

    def _community(self, tables: Tables, value: Value) -> bytes:
        """The community that an id or a name means; the only one where nothing is said."""
        session = self._session
        held = {
            grant.community for grant in session.certificate().scopes if grant.kind is Scope.CASES
        }
        if value is None or value == "":
            if len(held) == 1:
                return next(iter(held))
            raise CommunityNeeded
        kind = session.registry["community"]
        text = str(value)
        known = {row.id: str(row.value("name") or "") for row in tables.rows.select(kind, "")}
        try:
            if uuid.UUID(text).bytes in known:
                return uuid.UUID(text).bytes
        except ValueError:
            pass
        named = [one for one, name in known.items() if fold(name) == fold(text) and fold(text)]
        if not named:
            raise UnknownCommunity(text[:80])
        return next((one for one in named if one in held), named[0])

    def _person(self, value: Value) -> Value:
        """The id of a person who was named; ids stay as they are."""
        if not isinstance(value, str) or not value:
            return value
        try:
            return uuid.UUID(value).hex
        except ValueError:
            trust = self._session.require_trust()
            for person in trust.people.values():
                if fold(person.name) == fold(value):
                    return person.id.hex()
            raise UnknownPerson from None

    def _holds_names(self, tables: Tables, community: bytes) -> bool:
        return any(
            one.kind == Scope.NAMES.value and one.community == community
            for one in tables.log.scopes().values()
        )

    def _labels(self, records: _Records, paths: tuple[str, ...]) -> dict[str, Message]:
        labels: dict[str, Message] = {}
        for path in paths:
            if path == "life":
                labels[path] = label_of(self._session.registry[RECORDS[0]], LIFE)
                continue
            place = place_of(self._session.registry, path, records.id, records.values())
            if place.field is not None:
                labels[path] = place.field.label
        return labels


def _id(text: str) -> bytes:
    """The id behind 32 hexadecimal digits; raises NotHere for anything else."""
    try:
        return uuid.UUID(text).bytes
    except ValueError as fault:
        raise NotHere from fault


def _needed(field: Field, value: Value) -> Value:
    if value is None:
        raise ValueRefused(
            field,
            Message(
                "clients",
                "“{field}” is needed. Nothing was saved. Fill it in and save again.",
                {"field": field.label},
            ),
        )
    return value


def _age(birth: str, today: date) -> Message | None:
    """How old somebody is, from a birth date of which only a part may be known."""
    known = birth.removeprefix("~")
    if not known:
        return None
    parts = [int(part) for part in known.split("-")]
    years = today.year - parts[0]
    exact = len(parts) == 3 and not birth.startswith("~")
    if exact and (today.month, today.day) < (parts[1], parts[2]):
        years -= 1
    if years < 0:
        return None
    if exact:
        return Message("clients", "{n} year old", plural="{n} years old", n=years)
    return Message("clients", "about {n} year old", plural="about {n} years old", n=years)
