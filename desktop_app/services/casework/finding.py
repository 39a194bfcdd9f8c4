"""Finding calls, messages, tasks, answers and journeys by word over all files, for the one search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.services.casework.told import TELLERS, told_case
from desktop_app.services.clients.client_lines import Lines, expression, typed_forms
from desktop_app.services.clients.interests import kept_out
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.session import Session

KINDS: Final = ("encounter", "task", "answers", "case")
_TELLERS: Final = {**TELLERS, "case": told_case}
_LETTERS: Final = 90


@dataclass(frozen=True, slots=True)
class Finding:
    """One record that a search met. client: 32 hexadecimal digits; name: as on screen."""

    client: str
    name: str
    kind: str
    title: Message
    text: str
    day: str


def find_work(session: Session, words: str, limit: int) -> tuple[Finding, ...]:
    """What was written down with these words, in either script; of files that are shown here and are
    not closed to whoever is at work.
    """
    forms = typed_forms(words)
    if not forms:
        return ()
    with session.database.reading() as tables:
        kinds = [session.registry[name] for name in KINDS]
        lines = Lines(tables, session)
        rows = [
            row
            for kind, number in tables.rows.search(expression(forms), kinds, limit)
            for row in tables.rows.select(kind, "WHERE n = ? AND life = 1", (number,))
        ]
        clients = {str(row.value("client")) for row in rows}
        closed = kept_out(tables, session)
        shown = lines.people.by_ids([raw for one in clients if (raw := raw_id(one)) is not None])
        found = []
        for row in rows:
            person = shown.get(raw_id(str(row.value("client"))) or b"")
            told = _TELLERS[row.type.name](row.type, row)
            if person is None or person.id in closed or not told:
                continue
            text = " ".join(told[0].text.split())[:_LETTERS]
            found.append(
                Finding(
                    person.id.hex(),
                    lines.name(person),
                    row.type.name,
                    told[0].title,
                    text,
                    told[0].day,
                )
            )
        return tuple(found)
