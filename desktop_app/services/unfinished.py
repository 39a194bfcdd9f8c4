"""Everything that somebody began to type and did not save, whatever ended it: in one list.

Drafts are kept field by field in a file of their own, so that a crash, a lock or an empty battery
loses nothing of them. This says of each what it is, about whom, and where to go on with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.drafts import Draft, Drafts

_ID: Final = re.compile(r"[0-9a-f]{32}")
_LETTERS: Final = 80

_FORMS: Final = {
    "client": Message("unfinished", "Form of a person"),
    "household": Message("unfinished", "Household"),
    "technical_help": Message("unfinished", "Help with technology"),
    "synthesis": Message("unfinished", "Synthesis"),
    "put_aside": Message("unfinished", "Reason for putting something aside"),
    "referral news": Message("unfinished", "News of a referral"),
    "move": Message("unfinished", "Change of address"),
    "look": Message("unfinished", "Reason for looking into a file"),
    "cancel": Message("unfinished", "Reason for cancelling an appointment"),
    "progress": Message("unfinished", "Progress on a goal"),
    "journey service": Message("unfinished", "Service to be recorded"),
    "journey template": Message("unfinished", "Actions from a template"),
    "journey worker": Message("unfinished", "Somebody who serves the person"),
    "journey end": Message("unfinished", "How a journey ended"),
    "journey override": Message("unfinished", "Reason for treating a situation otherwise"),
    "filled form": Message("entities", "Filled form"),
    "service form": Message("entities", "Filled form about a service"),
}

_ROOMS: Final = {
    "encounter": "followup/encounter/{record}",
    "task": "followup/task/{record}",
    "case": "journey/case/{record}",
    "filled form": "forms/draft/{record}",
}
"""Of drafts that change one record: the room of the file that goes on with it, and what it is told."""


@dataclass(frozen=True, slots=True)
class UnfinishedWork:
    """One draft. form, record: its name. title: which form it is. about: whom, a name, or "". said:
    the beginning of what was typed. at: UTC milliseconds when its last field was left. place,
    detail: where to go on with it."""

    form: str
    record: str
    title: Message
    about: str
    said: str
    at: int
    place: str
    detail: str


class UnfinishedList:
    """Lists drafts, and forgets those that nobody wants."""

    def __init__(self, session: Session, drafts: Drafts) -> None:
        self._session, self._drafts = session, drafts

    def all(self) -> tuple[UnfinishedWork, ...]:
        """Every draft that says something, the latest first."""
        with self._session.database.reading() as tables:
            lines = Lines(tables, self._session)
            return tuple(
                self._line(tables, lines, draft)
                for draft in self._drafts.all()
                if any(value not in (None, "", False) for value in draft.values.values())
            )

    def discard(self, form: str, record: str) -> None:
        """Forget one. Raises ReadOnly, DiskFull, DiskFault."""
        self._drafts.discard(form, record)

    def _line(self, tables: Tables, lines: Lines, draft: Draft) -> UnfinishedWork:
        client = next(self._clients(tables, draft.record), "")
        place, detail = _way(draft.form, draft.record, client)
        return UnfinishedWork(
            draft.form,
            draft.record,
            self._title(draft.form),
            lines.name_of_id(bytes.fromhex(client)) if client else "",
            _said(draft.values.values()),
            draft.at,
            place,
            detail,
        )

    def _title(self, form: str) -> Message:
        if form in _FORMS:
            return _FORMS[form]
        names = {one.name: one.label for one in self._session.registry}
        for word in form.split(" "):
            if word in names:
                return names[word]
        return Message("unfinished", "Something typed")

    def _clients(self, tables: Tables, record: str) -> Iterator[str]:
        """The clients that a draft is about: named by it, or by the record that it changes."""
        registry = self._session.registry
        about = [one for one in registry if one.has_field("client")]
        for found in _ID.findall(record):
            raw = bytes.fromhex(found)
            if tables.rows.get(registry["client"], raw) is not None:
                yield found
                continue
            for kind in about:
                row = tables.rows.get(kind, raw)
                if row is not None and _ID.fullmatch(str(row.value("client") or "")):
                    yield str(row.value("client"))
                    break


def _way(form: str, record: str, client: str) -> tuple[str, str]:
    """Where to go on: the place of the window, and the detail in it."""
    first, _, kind = form.partition(" ")
    if form == "client":
        return "clients", f"{record}/resume" if record else "resume"
    if form == "service form":
        return "directory", record.partition("/")[0]
    if first == "directory":
        return "directory", f"{record}/edit" if record else f"new/{kind}"
    if form == "appointment" and (not client or record != client):
        if record.startswith("new/"):
            return "schedule", record
        return "schedule", f"{record}/edit" if record else "new"
    if client and form in _ROOMS and (record != client or form == "case"):
        # A journey of which nothing was written yet has no id.
        named = "" if record == client else record
        return "clients", f"{client}/resume {_ROOMS[form].format(record=named)}"
    if form == "cancel":
        return "schedule", record
    if form == "look":
        # The file asks for the reason by itself when it is opened, and goes on with what was typed.
        return "clients", client
    if client and first == "journey":
        return "clients", f"{client}/resume journey/{kind}"
    if client:
        return "clients", f"{client}/resume {form}"
    return "today", ""


def _said(values: Iterable[object]) -> str:
    words = " · ".join(
        " ".join(value.split()) for value in values if isinstance(value, str) and value
    )
    return words if len(words) <= _LETTERS else words[: _LETTERS - 1] + "…"
