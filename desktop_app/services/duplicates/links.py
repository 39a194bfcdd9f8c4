"""Saying that two files are one person, or are not, and taking it back.

Nothing is rewritten: a link is a record of its own, and both files keep everything that was
written in them. Who decides follows from where the verdict is kept: in the cases of the community
that both files belong to; across communities in the organisation's own scope and for
organisations in the directory, where only the office writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.people.links import (
    CLIENT,
    DIFFERENT,
    ORGANISATION,
    SAME,
    choices_to_text,
    link_id,
    pair_of,
)
from desktop_app.language import Message
from desktop_app.services.clients.client_values import id_of
from desktop_app.services.clients.interests import check_not_kept_out
from desktop_app.services.editing import Editor
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import ScopeRow
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import HIDDEN

_REASON_LETTERS: Final = 2000


class OneFileOnly(PortageError):
    """A file was to be linked with itself."""

    code = "one_file_only"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "duplicates",
                "That is one and the same file. Nothing was changed. Choose two files.",
            )
        )


class OfficeDecides(NotAllowed):
    """The two files lie in two communities, or in the directory."""

    code = "office_decides"

    def __init__(self) -> None:
        PortageError.__init__(
            self,
            Message(
                "duplicates",
                "Only the office decides about two files of two communities, and about the "
                "directory. Nothing was changed. Tell the office which two you mean.",
            ),
        )


@dataclass(frozen=True, slots=True)
class _Pair:
    a: bytes
    b: bytes
    about: str
    scope: ScopeRow


class Links:
    """Deciding about pairs. Ids are 32 hexadecimal digits; about: `client` or `organisation`.

    Each method raises KeptOut where one of the two files is closed to whoever is at work.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def link(
        self,
        one: str,
        other: str,
        *,
        keep: str = "",
        choices: Mapping[str, str] | None = None,
        reason: str = "",
        about: str = CLIENT,
    ) -> None:
        """Both are the same. keep: the one that leads, the elder when left out. choices: for a path
        the id of the one whose value stands.

        Raises NotHere, NotAllowed, OfficeDecides, OneFileOnly.
        """
        led = id_of(keep) if keep else b""
        chosen = {path: id_of(which) for path, which in (choices or {}).items()}
        with self._session.database.writing() as tables:
            pair = self._pair(tables, one, other, about)
            if led not in (b"", pair.a, pair.b) or not set(chosen.values()) <= {pair.a, pair.b}:
                raise NotHere
            self._write(
                tables,
                pair,
                {
                    "verdict": SAME,
                    "keep": (led or pair.a).hex(),
                    "choices": choices_to_text(chosen) or None,
                    "reason": self._reason(pair, reason),
                },
            )

    def different(self, one: str, other: str, *, reason: str = "", about: str = CLIENT) -> None:
        """They are not the same; the pair is never proposed again, on any laptop.

        Raises NotHere, NotAllowed, OfficeDecides, OneFileOnly.
        """
        with self._session.database.writing() as tables:
            pair = self._pair(tables, one, other, about)
            said = {"verdict": DIFFERENT, "reason": self._reason(pair, reason)}
            self._write(tables, pair, said)

    def unlink(self, one: str, other: str, *, about: str = CLIENT) -> None:
        """Take the verdict on a pair back: both stand for themselves, as before.

        Raises NotHere where there is no verdict, NotAllowed, OfficeDecides, OneFileOnly.
        """
        with self._session.database.writing() as tables:
            pair = self._pair(tables, one, other, about)
            rows = [row for row in self._rows(tables, pair) if row.value("verdict")]
            if not rows:
                raise NotHere
            editor = Editor(self._session, tables)
            editor.begin_act()
            for row in rows:
                scope = tables.log.scopes()[row.scope]
                self._check(scope)
                editor.edit(row.type, row.id, scope, {"verdict": None})
            editor.flush()

    def separate(self, client_id: str) -> None:
        """Take one file out of its group: every link of it that says 'the same' is taken back.

        Raises NotHere where it is in no group, NotAllowed, OfficeDecides.
        """
        member = id_of(client_id)
        with self._session.database.reading() as tables:
            pairs = [
                (link.a.hex(), link.b.hex())
                for link in tables.groups.links()
                if link.verdict == SAME and member in (link.a, link.b)
            ]
        if not pairs:
            raise NotHere
        for a, b in pairs:
            self.unlink(a, b)

    def verdict(self, one: str, other: str) -> str:
        """What stands on a pair: `same`, `different`, or empty."""
        a, b = pair_of(id_of(one), id_of(other))
        with self._session.database.reading() as tables:
            for link in tables.groups.links():
                if (link.a, link.b) == (a, b):
                    return link.verdict
        return ""

    # Inside one transaction

    def _pair(self, tables: Tables, one: str, other: str, about: str) -> _Pair:
        try:
            a, b = pair_of(id_of(one), id_of(other))
        except ValueError as fault:
            raise OneFileOnly from fault
        kind = self._session.registry[about]
        check_not_kept_out(tables, self._session, (a, b))
        communities = set()
        for record in (a, b):
            # Who moved has a closed record in the scope of the community before.
            row = next(tables.rows.select(kind, "WHERE id = ? AND life != 0", (record,)), None)
            if row is None:
                raise NotHere
            communities.add(tables.log.scopes()[row.scope].community)
        if about == ORGANISATION:
            scope = self._session.scope(tables, Scope.DIRECTORY)
        elif len(communities) == 1:
            scope = self._session.scope(tables, Scope.CASES, communities.pop())
        else:
            scope = self._session.scope(tables, Scope.ORGANISATION)
        return _Pair(a, b, about, scope)

    def _check(self, scope: ScopeRow) -> None:
        try:
            self._session.check_may_write(scope)
        except NotAllowed as fault:
            if Scope(scope.kind) in (Scope.ORGANISATION, Scope.DIRECTORY):
                raise OfficeDecides from fault
            raise

    def _reason(self, pair: _Pair, reason: str) -> str | None:
        # What every laptop receives holds no words about a person.
        if Scope(pair.scope.kind) is Scope.ORGANISATION:
            return None
        return reason.strip()[:_REASON_LETTERS] or None

    def _rows(self, tables: Tables, pair: _Pair) -> list[Row]:
        kind = self._session.registry["link"]
        return list(
            tables.rows.select(kind, "WHERE id = ? AND life != 0", (link_id(pair.a, pair.b),))
        )

    def _write(self, tables: Tables, pair: _Pair, said: Mapping[str, Value]) -> None:
        self._check(pair.scope)
        kind = self._session.registry["link"]
        record = link_id(pair.a, pair.b)
        row = tables.rows.get(kind, record, pair.scope.number)
        editor = Editor(self._session, tables)
        editor.begin_act()
        if row is not None and row.state.life() == HIDDEN:
            editor.set_life(kind, record, pair.scope, True)
        editor.edit(
            kind,
            record,
            pair.scope,
            {"a": pair.a.hex(), "b": pair.b.hex(), "about": pair.about, **said},
        )
        # A verdict that an elder scope still holds (somebody moved) would stand beside this one.
        for other in self._rows(tables, pair):
            if other.scope != pair.scope.number and other.value("verdict") != said["verdict"]:
                scope = tables.log.scopes()[other.scope]
                try:
                    self._check(scope)
                except OfficeDecides:
                    raise  # the office's verdict stands before this one, which would say nothing
                except NotAllowed:
                    continue
                editor.edit(kind, record, scope, {"verdict": said["verdict"]})
        editor.flush()
