"""What was agreed with people for a time, and when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.casework.agreements import AGREEMENT
from desktop_app.domain.fields import Value
from desktop_app.domain.values import ValueRefused
from desktop_app.language import Message
from desktop_app.services.casework.alert_sources import day_of
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.session import Session

KIND: Final = AGREEMENT.name


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One agreement. days: until it ends, negative when that day has passed; None when it was ended."""

    record: Record
    days: int | None


class Agreements:
    """Reads and writes the agreements of clients. Ids are 32 hexadecimal digits.

    Each method raises NotHere, KeptOut; each that writes NotAllowed and ValueRefused.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._records = session, Records(session)

    def of(self, client: str) -> tuple[AgreementLine, ...]:
        """The agreements of a client: those in force first, by their last day."""
        today = today_of(self._session)
        lines = []
        for one in self._records.of(client, KIND):
            ends = None if one.text("ended_on") else day_of(one.text("until"))
            days = None if ends is None else (ends - today).days
            lines.append(AgreementLine(one, days))
        return tuple(
            sorted(
                lines, key=lambda one: (one.days is None, one.record.text("until"), one.record.id)
            )
        )

    def add(self, client: str, values: Mapping[str, Value]) -> str:
        """Write an agreement; gives its id."""
        self._check(values)
        return self._records.add(KIND, client, values)

    def change(self, record: Record, values: Mapping[str, Value]) -> None:
        """Change an agreement as it was shown; a later last day renews it."""
        self._check({**record.values, **values})
        self._records.change(KIND, record.id, values, record.seen)

    def end(self, record: Record) -> None:
        """It ended today."""
        day = today_of(self._session).isoformat()
        self._records.change(KIND, record.id, {"ended_on": day}, record.seen)

    def _check(self, values: Mapping[str, Value]) -> None:
        first, last = str(values.get("from_on") or ""), str(values.get("until") or "")
        if first and last and last < first:
            raise ValueRefused(
                self._records.kind(KIND).field("until"),
                Message(
                    "agreements",
                    "That is before the day on which it begins. Nothing was saved. Check both days.",
                ),
            )
