"""What is there already of what a stage asks for, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop_app.domain.casework import journey
from desktop_app.domain.casework.journey_rules import Need, Stage
from desktop_app.domain.words.local_time import instant_text
from desktop_app.language import Message
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing before the next stage. need: its id. what: of `journey.NEEDS`."""

    need: str
    what: str
    words: Message


class NeedsOf:
    """What there is in one client's file. Lives in one transaction; asks each thing once.

    clients: the ids of the file and of those linked to it.
    """

    def __init__(self, tables: Tables, session: Session, clients: Sequence[bytes]) -> None:
        self._tables, self._session, self._clients = tables, session, tuple(clients)
        self._known: dict[str, bool] = {}

    def missing(self, stage: Stage | None, ticked: Collection[str]) -> tuple[Missing, ...]:
        """What is missing to enter a stage. ticked: ids of own-words needs that are there."""
        if stage is None:
            return ()
        return tuple(
            Missing(need.id, need.what, words_of(need))
            for need in stage.needs
            if not (need.id in ticked if need.what == journey.WORDS else self.has(need.what))
        )

    def has(self, what: str) -> bool:
        """Whether one of `journey.NEEDS` is there. What a newer release asks for counts as there."""
        if what not in self._known:
            self._known[what] = self._look(what)
        return self._known[what]

    def _look(self, what: str) -> bool:
        match what:
            case journey.CONSENT:
                today = today_of(self._session).isoformat()
                return bool(self._lines.people.with_consent(self._clients, "file", today))
            case journey.LANGUAGE:
                kind = self._session.registry["client"]
                rows = (self._tables.rows.get(kind, one) for one in self._clients)
                return any(row is not None and row.value("language") for row in rows)
            case journey.REACH:
                people = self._lines.people.by_ids(self._clients)
                return any(self._lines.reachable(row) for row in people.values())
            case journey.TRIAGE:
                return self._any("triage")
            case journey.GOAL:
                return self._any("goal", "f_state IS NULL OR f_state != 'set_aside'")
            case journey.DOCUMENTS:
                if self._any("document"):
                    return not self._any("document", "f_state = 'needed'")
                return self._any("attachment")
            case journey.APPOINTMENT:
                now = datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)
                return self._any(
                    "appointment",
                    "(f_status IS NULL OR f_status = 'planned') AND f_starts_at >= ?",
                    instant_text(now),
                )
            case journey.SERVICE:
                return self._any("encounter") or self._any(
                    "appointment", "f_status IN ('kept', 'late')"
                )
        return True

    @property
    def _lines(self) -> Lines:
        return Lines(self._tables, self._session)

    def _any(self, name: str, clause: str = "", *parameters: str) -> bool:
        """Whether a record of that kind about the person fits; False for kinds not known here."""
        kind = next((one for one in self._session.registry if one.name == name), None)
        if kind is None:
            return False
        places = ", ".join("?" * len(self._clients))
        more = f" AND ({clause})" if clause else ""
        found = self._tables.rows.select(
            kind,
            f"WHERE life != 0 AND f_client IN ({places}){more} LIMIT 1",
            (*(one.hex() for one in self._clients), *parameters),
        )
        return next(found, None) is not None


def words_of(need: Need) -> Message:
    """What a person reads: own words, or those of the closed list."""
    if need.what == journey.WORDS:
        return need.words
    for choice in journey.NEEDS:
        if choice.value == need.what:
            return choice.label
    return Message("journey", "something that a newer Portage asks for")
