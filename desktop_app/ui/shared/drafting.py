"""What is being typed and not saved yet, as the forms of every screen know it; free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from desktop_app.domain.fields import Value


class Unfinished(Protocol):
    """A draft: what was typed into a form and not saved."""

    @property
    def values(self) -> Mapping[str, Value]:
        """What was typed, by path."""

    @property
    def at(self) -> int:
        """When its last field was left, in milliseconds UTC."""


class DraftBox(Protocol):
    """Keeps what is being typed, so that nothing is lost when the power goes.

    form: which form ("client", "note", ...). record: the record's id, "" for a new one.
    """

    def save(self, form: str, record: str, field: str, value: Value) -> None:
        """Keep one field as it was left."""

    def find(self, form: str, record: str) -> Unfinished | None:
        """The unfinished work on that form, if there is some."""

    def discard(self, form: str, record: str) -> None:
        """Forget it: it was saved, or the person does not want it."""
