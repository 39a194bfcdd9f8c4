"""Texts of the office of which every version is a record of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from desktop_app.domain.casework.practice import in_force
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.editing import Seen
from desktop_app.services.session import NotAllowed, Session
from desktop_app.storage.database import Tables

FIRST: Final = 1


class InForce(PortageError):
    """A text that people go by already does not change."""

    code = "version_in_force"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "versions",
                "This version is in force, and people may have used or confirmed it. Nothing was "
                "changed. Write a new version instead; it replaces this one from its day on.",
            )
        )


class Versions:
    """The versions of one kind of text. key: what a text is about; versions of one text share it.

    Ids are 32 hexadecimal digits.
    """

    def __init__(self, session: Session, kind: str, key: Callable[[Record], str]) -> None:
        self._session, self._kind, self._key = session, kind, key
        self._records = Records(session)

    def may_write(self) -> bool:
        """Whether this laptop is one of the office's, which alone writes these texts."""
        return self._session.is_office

    def all(self) -> tuple[Record, ...]:
        """Every version, those of one text together, the newest first."""
        found = sorted(self._records.all(self._kind), key=_rank, reverse=True)
        return tuple(sorted(found, key=self._key))

    def holding(self, tables: Tables) -> dict[str, Record]:
        """The version of each text that holds today, by what the text is about."""
        return in_force(
            self._records.read_all(tables, self._kind),
            today_of(self._session).isoformat(),
            lambda one: (self._key(one), *_rank(one)),
        )

    def get(self, identifier: str) -> Record:
        """One version. Raises NotHere."""
        return self._records.get(self._kind, identifier)

    def add(self, values: Mapping[str, Value], key: str) -> str:
        """Write a version and give its id; it gets the next number of its text.

        key: what the text is about. Raises NotAllowed, ValueRefused, UnknownField.
        """
        if not self.may_write():
            raise NotAllowed
        before = [one.number("version") for one in self.all() if self._key(one) == key]
        number = max(before, default=FIRST - 1) + 1
        return self._records.add_shared(self._kind, {**values, "version": number})

    def change(
        self, identifier: str, values: Mapping[str, Value], seen: Seen | None = None
    ) -> tuple[str, ...]:
        """Change a version that does not hold yet. Raises InForce, NotHere, NotAllowed, ValueRefused."""
        if not self.may_write():
            raise NotAllowed
        if self.has_begun(self.get(identifier)):
            raise InForce
        return self._records.change(self._kind, identifier, values, seen)

    def withdraw(self, identifier: str) -> None:
        """Take a version out; the one before it holds again. Raises NotHere, NotAllowed."""
        if not self.may_write():
            raise NotAllowed
        self._records.delete(self._kind, identifier)

    def has_begun(self, version: Record) -> bool:
        """Whether its day has come."""
        return version.text("in_force_from") <= today_of(self._session).isoformat()


def _rank(version: Record) -> tuple[str, int, str]:
    return version.text("in_force_from"), version.number("version"), version.id
