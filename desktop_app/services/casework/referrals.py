"""Sending people on to other services: written, followed, and never lost without a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.casework.consents import SHARE
from desktop_app.domain.casework.referrals import ALONE, AWAITED, DRAFTED, OPEN, REFERRAL, SENT
from desktop_app.domain.fields import Value
from desktop_app.domain.values import ValueRefused
from desktop_app.language import Message
from desktop_app.services.casework.alert_sources import day_of
from desktop_app.services.casework.consents import Consents
from desktop_app.services.casework.records import Record, Records, new_item
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.session import Session

KIND: Final = REFERRAL.name
ENTRY: Final = "service"
"""Under which name the entry of the directory is asked for, a service or an organisation."""


@dataclass(frozen=True, slots=True)
class News:
    """What was heard of a referral. on: YYYY-MM-DD. state: the stored word."""

    on: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral. to: whom it goes to. since: when it was sent or last heard of; days: how long ago,
    None where nobody has to be heard of. news: the newest first.
    """

    record: Record
    to: str
    state: str
    since: str
    days: int | None
    news: tuple[News, ...]

    @property
    def open(self) -> bool:
        """It is not over yet."""
        return self.state in OPEN


class Referrals:
    """Reads and writes the referrals of clients. Ids are 32 hexadecimal digits.

    Each method raises NotHere, KeptOut; each that writes NotAllowed, ValueRefused and, where it tells
    another organisation who somebody is, ConsentMissing.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records, self._consents = Records(session), Consents(session)

    def of(self, client: str) -> tuple[ReferralLine, ...]:
        """The referrals of a client: those that go on first, the longest without news on top."""
        today = today_of(self._session)
        lines = []
        for one in self._records.of(client, KIND):
            state = one.text("state")
            since = one.text("news_on") or one.text("sent_on")
            day = day_of(since)
            days = (today - day).days if state in AWAITED and day is not None else None
            news = (
                News(str(told.get("on") or ""), str(told.get("state") or ""), str(told.get("words") or ""))
                for told in one.items("news").values()
            )  # fmt: skip
            ordered = tuple(sorted(news, key=lambda each: (each.on, each.words), reverse=True))
            lines.append(ReferralLine(one, one.text("to_name"), state, since, days, ordered))
        lines.sort(key=lambda line: line.record.id, reverse=True)
        return tuple(sorted(lines, key=lambda line: (not line.open, -(line.days or 0))))

    def add(self, client: str, values: Mapping[str, Value]) -> str:
        """Write a referral; gives its id. values: by the names of REFERRAL; `service` may be the id of
        an organisation of the directory too. One that is sent is sent today where no day is said.
        """
        told = self._placed({"state": DRAFTED, **values})
        if told.get("state") == SENT:
            told |= self._sent(client, told)
        return self._records.add(KIND, client, told)

    def change(self, record: Record, values: Mapping[str, Value]) -> None:
        """Change a referral as it was shown."""
        told = self._placed(values, record)
        whole = {**record.values, **told}
        if whole.get("state") == SENT and record.text("state") != SENT:
            told |= self._sent(record.text("client"), whole)
        self._records.change(KIND, record.id, told, record.seen)

    def hear(self, record: Record, values: Mapping[str, Value]) -> None:
        """Write down what was heard: `state`, the day `on`, and `words` in short."""
        state, words = str(values["state"]), str(values.get("words") or "")
        on = str(values.get("on") or today_of(self._session).isoformat())
        item = new_item()
        told: dict[str, Value] = {
            f"news/{item}/on": on, f"news/{item}/state": state,
            f"news/{item}/words": words or None, "state": state,
        }  # fmt: skip
        told["news_on"] = max(on, record.text("news_on"))
        if state == SENT and not record.text("sent_on"):
            told |= self._sent(record.text("client"), {**record.values, "sent_on": on})
        if state not in OPEN and words:
            told["outcome"] = words
        told = {path: value for path, value in told.items() if value is not None}
        self._records.change(KIND, record.id, told, record.seen)

    def another_open(self, client: str, service: str) -> str:
        """On which day somebody was sent to the same service, where that still goes on; else ""."""
        for line in self.of(client):
            placed = (line.record.text("service"), line.record.text("organisation"))
            if line.open and service and service in placed:
                return line.since or line.record.text("sent_on") or "-"
        return ""

    def _placed(
        self, values: Mapping[str, Value], before: Record | None = None
    ) -> dict[str, Value]:
        """The values with the entry of the directory under its kind, and whom the referral goes to."""
        told = dict(values)
        if ENTRY in told:
            raw = id_in(told.pop(ENTRY))
            told |= {"service": None, "organisation": None}
            with self._session.database.reading() as tables:
                for name in ("service", "organisation"):
                    row = (
                        None if raw is None else tables.rows.get(self._session.registry[name], raw)
                    )
                    if row is not None and raw is not None:
                        told[name] = raw.hex()
                        told["to_name"] = str(row.value("name") or "") or told.get("to_name")
                        break
        known = None if before is None else before.text("to_name")
        if not str(told.get("to_name", known) or "").strip():
            raise ValueRefused(
                self._records.kind(KIND).field("to_name"),
                Message(
                    "referrals",
                    "Say whom it goes to: choose from the directory, or write a name. Nothing was saved.",
                ),
            )
        if before is None:
            told = {name: value for name, value in told.items() if value is not None}
        return told

    def _sent(self, client: str, values: Mapping[str, Value]) -> dict[str, Value]:
        """What being sent adds: the day, and the consent that it rests on."""
        told: dict[str, Value] = {
            "sent_on": values.get("sent_on") or today_of(self._session).isoformat()
        }
        if values.get("means") == ALONE:
            return told
        self._consents.require(client, SHARE)
        for purpose in self._consents.of(client):
            if purpose.standing.purpose == SHARE and purpose.consent:
                told["consent"] = purpose.consent
        return told
