"""What everybody says in the same situation: the office's texts, and their use with a client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.casework.encounters import CALL, MEETING, MESSAGE
from desktop_app.domain.casework.neutral_messages import LANGUAGES, NEUTRAL
from desktop_app.domain.casework.practice import (
    AGGRESSIVE,
    LATE,
    NO_SHOW,
    OWN,
    THE_FOUR,
    WALK_IN,
    spoken_first,
)
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message, current_language, language
from desktop_app.reports import message_page
from desktop_app.reports.pdf import Printed
from desktop_app.reports.speaking import said_in
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.casework.versions import Versions
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.naming import client_names
from desktop_app.services.editing import Seen
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.database import Tables

KIND: Final = "approved_message"

SPOKEN, TELEPHONED, WRITTEN = "spoken", "telephoned", "written"

_SORTS: Final = {SPOKEN: MEETING, TELEPHONED: CALL, WRITTEN: MESSAGE}
SITUATION_NAMES: Final = {
    LATE: Message("approved messages", "If the person is late"),
    WALK_IN: Message("approved messages", "Without an appointment"),
    NO_SHOW: Message("approved messages", "After a missed appointment"),
    AGGRESSIVE: Message("approved messages", "If the person is angry"),
    OWN: Message("approved messages", "Another situation"),
}


class TextNeeded(PortageError):
    """A message without any text says nothing."""

    code = "message_text_needed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "approved messages",
                "A message needs its text in at least one language, each language once, and a name "
                "when it is for another situation. Nothing was saved. Complete it and save again.",
            )
        )


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message as it holds today.

    key: names it among the others. id: of the version, "" for the neutral words of the program.
    name: of the situation. texts: by language. version, in_force_from: 0 and "" for neutral words.
    """

    key: str
    id: str
    name: Message | str
    texts: Mapping[str, str]
    version: int = 0
    in_force_from: str = ""
    remark: str = ""

    @property
    def approved(self) -> bool:
        """Whether the organisation has approved it."""
        return bool(self.id)

    def language_for(self, spoken: str) -> str:
        """In which of its languages to say it to somebody who speaks `spoken`.

        Where it is not there in that language, the one that the table of languages names next, then
        that of the screen.
        """
        known = language(spoken) if spoken else None
        wanted = (spoken, *(() if known is None else known.fallback), current_language())
        return spoken_first(wanted, self.texts)


@dataclass(frozen=True, slots=True)
class Shown:
    """The messages for one client. client: "" when they are shown without one. spoken: the code of
    the language that the client speaks, "" when nobody wrote it."""

    client: str
    client_name: str
    spoken: str
    lines: tuple[MessageLine, ...]


class ApprovedMessages:
    """Reads and uses approved messages; where the office's rights are, writes them."""

    def __init__(self, session: Session) -> None:
        self._session, self._records = session, Records(session)
        self.versions = Versions(session, KIND, key_of)

    def shown(self, client: str = "") -> Shown:
        """The messages, the four situations first, for a client or for nobody. Raises NotHere."""
        with self._session.database.reading() as tables:
            lines = self.lines(tables)
            if not client:
                return Shown("", "", "", lines)
            row = self._records.require(tables, "client", client)
            name = client_names(tables, self._session, [client])[client]
            return Shown(client, name, str(row.value("language") or ""), lines)

    def lines(self, tables: Tables) -> tuple[MessageLine, ...]:
        """As they hold today, inside a transaction: for each of the four the organisation's text, or
        neutral words; then those for other situations by name."""
        holding = self.versions.holding(tables)
        four = tuple(_line(holding[one]) if one in holding else neutral(one) for one in THE_FOUR)
        others = [_line(one) for key, one in holding.items() if key not in THE_FOUR]
        return (*four, *sorted(others, key=lambda one: (fold(str(one.name)), one.key)))

    def add(self, values: Mapping[str, Value]) -> str:
        """Write a version and give its id. Raises TextNeeded, NotAllowed, ValueRefused."""
        _check(values)
        situation, name = str(values.get("situation") or ""), str(values.get("name") or "")
        return self.versions.add(values, _key(situation, name))

    def change(
        self, identifier: str, values: Mapping[str, Value], seen: Seen | None = None
    ) -> tuple[str, ...]:
        """Change a version that does not hold yet. Raises TextNeeded and as `Versions.change`."""
        _check({**self.versions.get(identifier).values, **values})
        return self.versions.change(identifier, values, seen)

    def used(self, client: str, line: MessageLine, how: str) -> str:
        """Note in the file that a message was said: `spoken`, `telephoned` or `written`, today.

        Gives the id of the encounter. Raises NotHere, NotAllowed.
        """
        session = self._session
        summary = Message("approved messages", "Agreed message: {name}", {"name": line.name})
        values: dict[str, Value] = {
            "happened_on": today_of(session).isoformat(),
            "sort": _SORTS[how],
            "direction": "ours",
            "worker": session.person.hex(),
            "summary": str(summary),
        }
        if line.id:
            values["message"] = line.id
        return self._records.add("encounter", client, values)

    def paper(self, line: MessageLine, code: str, printed: Printed) -> bytes:
        """The text in one of its languages as a page to give away. Nothing of the client is on it."""
        page = message_page.MessagePage(
            Organisation(self._session).name(), line.texts.get(code, "")
        )
        return message_page.render(page, printed, code if code in LANGUAGES else current_language())


def key_of(record: Record) -> str:
    """What a message is for, so that its versions are known as such."""
    return _key(record.text("situation"), record.text("name"))


def neutral(situation: str) -> MessageLine:
    """The program's own words for one of the four situations."""
    words = NEUTRAL[situation]
    texts = {code: said_in(code, words)[0] for code in LANGUAGES}
    return MessageLine(situation, "", SITUATION_NAMES[situation], texts)


def _key(situation: str, name: str) -> str:
    return f"{OWN} {fold(name)}" if situation == OWN else situation


def _line(record: Record) -> MessageLine:
    situation = record.text("situation")
    texts = {
        str(item["language"]): str(item["text"])
        for item in record.items("texts").values()
        if item.get("language") and item.get("text")
    }
    return MessageLine(
        key_of(record),
        record.id,
        record.text("name") if situation == OWN else SITUATION_NAMES.get(situation, situation),
        texts,
        record.number("version"),
        record.text("in_force_from"),
        record.text("remark"),
    )


def _check(values: Mapping[str, Value]) -> None:
    """A text in at least one language, each language once; another situation has a name."""
    items: dict[str, dict[str, Value]] = {}
    for path, value in values.items():
        parts = path.split("/")
        if len(parts) == 3 and parts[0] == "texts":
            items.setdefault(parts[1], {})[parts[2]] = value
    there = [one for one in items.values() if one.get("life") != "deleted"]
    spoken = [str(one.get("language") or "") for one in there]
    whole = all(one.get("language") and one.get("text") for one in there)
    named = values.get("situation") != OWN or values.get("name")
    if not there or not whole or not named or len(set(spoken)) != len(spoken):
        raise TextNeeded
