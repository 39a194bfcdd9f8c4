"""Weak signs: noted in one moment, added up by a rule, and taken back when they hold no longer."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.session import Session


@dataclass(frozen=True, slots=True)
class SignLine:
    """One sign that still holds."""

    record: Record
    sort: str
    noted_on: str
    words: str


class Signs:
    """Notes weak signs and reads those that still hold. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def note(self, client: str, sort: str, words: str = "") -> str:
        """Note a sign today; gives its id. Raises ValueRefused, NotHere, NotAllowed."""
        day = today_of(self._session).isoformat()
        return self._records.add(
            "sign", client, {"sort": sort, "noted_on": day, "words": words or None}
        )

    def settle(self, sign: str) -> None:
        """It holds no longer, as of today. Raises NotHere, NotAllowed."""
        day = today_of(self._session).isoformat()
        self._records.change("sign", sign, {"settled_on": day})

    def of(self, client: str) -> tuple[SignLine, ...]:
        """The signs about a client that still hold, the newest first."""
        found = [
            SignLine(one, one.text("sort"), one.text("noted_on"), one.text("words"))
            for one in self._records.of(client, "sign")
            if not one.text("settled_on")
        ]
        return tuple(sorted(found, key=lambda one: (one.noted_on, one.record.id), reverse=True))
