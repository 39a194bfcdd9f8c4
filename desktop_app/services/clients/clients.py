"""Clients: adding, changing, finding, listing and showing the people who are helped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_app.domain.fields import EntityType, Scope, Value
from desktop_app.domain.matching.matching import Pair
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.language import Message
from desktop_app.services.casework.record_history import record_changes
from desktop_app.services.clients.client_fields import has_any
from desktop_app.services.clients.client_file import ClientFile, SeenRecords, file_of
from desktop_app.services.clients.client_lines import ClientLine, Lines
from desktop_app.services.clients.client_values import (
    CommunityNeeded,
    NameNeeded,
    Records,
    UnknownPerson,
    checked_all,
    community_of,
    id_of,
    needed,
    placed,
    records_of,
)
from desktop_app.services.clients.discretion import check_reason_given
from desktop_app.services.clients.handover import HandedOver, moved_to
from desktop_app.services.clients.interests import check_about, check_not_kept_out
from desktop_app.services.clients.timeline import ChangeLine, history_of
from desktop_app.services.duplicates.duplicates import likely_clients, pairs_of_all
from desktop_app.services.duplicates.links import Links
from desktop_app.services.editing import Editor
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import ScopeRow
from desktop_app.sync.merge import HIDDEN

__all__ = [
    "ClientFile",
    "Clients",
    "CommunityNeeded",
    "NameNeeded",
    "SeenRecords",
    "UnknownPerson",
]

_NAMING: Final = frozenset({"given", "family", "preferred", "code"})


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
            community = community_of(tables, session, given.pop("community", None))
            records = Records(client, {})
            written, _ = placed(tables, session, records, given)
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
            if _holds_names(tables, community) or "identity" in written:
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
            records = records_of(tables, session, client_id)
            cases = tables.log.scopes()[records.rows["client"].scope]
            written, spoken = placed(tables, session, records, values)
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
        """Bring a deleted file back as it was. Raises NotHere, NotAllowed, HandedOver."""
        self._set_life(client_id, live=True)

    def separate(self, client_id: str) -> None:
        """Show a file by itself again that was linked with others; see `Links.separate`."""
        Links(self._session).separate(client_id)

    def _set_life(self, client_id: str, live: bool) -> None:
        session = self._session
        with session.database.writing() as tables:
            records = records_of(tables, session, client_id, even_deleted=True)
            there = moved_to(session, tables, records.rows["client"])
            if there:
                raise HandedOver(there)
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
        sensitive: bool = False,
    ) -> str:
        """Add a note and give its id. What a note says can never be changed again, only corrected.

        corrects: the id of a note on the same client. sensitive: only who wrote it, who answers for the
        file, the coordinator and the office read it without giving a reason. Raises NotHere, ValueRefused, NotAllowed.
        """
        session = self._session
        with session.database.writing() as tables:
            records = records_of(tables, session, client_id)
            cases = tables.log.scopes()[records.rows["client"].scope]
            if corrects:
                earlier = tables.rows.get(session.registry["note"], id_of(corrects))
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
                    "sensitive": True if sensitive else None,
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
            records = records_of(tables, session, client_id)
            values = checked_all(
                session,
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
            row = tables.rows.get(kind, id_of(consent_id))
            if row is None:
                raise NotHere
            check_about(tables, session, row)
            field = kind.field("withdrawn_on")
            day = needed(field, checked(field, on))
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
        session = self._session
        kind = session.registry["note"]
        note = session.environment.new_id()
        told = checked_all(session, kind, {"client": client.hex(), **values})
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
            last = None if after is None else id_of(after)
            ids = lines.people.page(limit, last, offset, community)
            rows = lines.people.by_ids(ids)
            return lines.of([rows[one] for one in ids if one in rows])

    def count(self, community: bytes | None = None) -> int:
        """How many clients there are, in one community or in all."""
        with self._session.database.reading() as tables:
            return Lines(tables, self._session).people.count(community)

    def show(self, client_id: str, alone: bool = False) -> ClientFile:
        """All of one client's file, deleted or not. Raises NotHere, KeptOut, ReasonNeeded.

        Where several files were linked as one person, it is the leading one with what is in the
        others; alone: this file by itself.
        """
        session = self._session
        with session.database.reading() as tables:
            wanted = id_of(client_id)
            lead = wanted if alone else tables.groups.leads([wanted]).get(wanted, wanted)
            records = records_of(tables, session, lead.hex(), even_deleted=True)
            check_reason_given(tables, session, records.rows["client"])
            return file_of(tables, session, records, together=not alone)

    def line(self, client_id: str) -> ClientLine:
        """One client as lists show it, without opening the file. Raises NotHere, KeptOut."""
        session = self._session
        with session.database.reading() as tables:
            lines = Lines(tables, session)
            check_not_kept_out(tables, session, [id_of(client_id)])
            row = lines.people.by_ids([id_of(client_id)]).get(id_of(client_id))
            if row is None:
                raise NotHere
            return lines.of([row])[0]

    def history(self, client_id: str) -> tuple[ChangeLine, ...]:
        """Every change to a client's file and to what belongs to it, the newest first.

        Raises NotHere, KeptOut, ReasonNeeded.
        """
        session = self._session
        with session.database.reading() as tables:
            records = records_of(tables, session, client_id, even_deleted=True)
            check_reason_given(tables, session, records.rows["client"])
            group = tables.groups.group(records.id)
            members = (records.id,) if group is None else group.members
            lines = [line for one in members for line in history_of(tables, session, one)]
            lines += [line for one in members for line in record_changes(tables, session, one)]
            return tuple(sorted(lines, key=lambda line: -line.at))

    def likely(self, values: Mapping[str, Value]) -> list[tuple[ClientLine, Pair]]:
        """Clients who may be the person that is being typed in, the likeliest first."""
        with self._session.database.reading() as tables:
            return likely_clients(tables, self._session, values)

    def duplicates(self) -> list[Pair]:
        """Pairs of clients who may be one person and wait for a verdict, the likeliest first."""
        with self._session.database.reading() as tables:
            return pairs_of_all(tables, self._session)


def _holds_names(tables: Tables, community: bytes) -> bool:
    return any(
        one.kind == Scope.NAMES.value and one.community == community
        for one in tables.log.scopes().values()
    )
