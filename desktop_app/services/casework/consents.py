"""What a person agrees to today, asked by whatever shares, calls, speaks or prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.casework.consents import (
    PURPOSES,
    SHARE,
    SPEAK,
    Agreement,
    Given,
    Standing,
    standing,
)
from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.told import choice_words
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables

_CHUNK: Final = 400

BLOCKS: Final = {
    "file": Message("consents", "Without it, ask before you write more than what helps today."),
    "share": Message("consents", "Without it, no paper for another organisation carries the name."),
    "contact": Message("consents", "Without it, nobody calls or writes."),
    "speak": Message("consents", "Without it, nobody speaks to a government for the person."),
    "statistics": Message("consents", "Without it, the answers are not counted."),
}
"""What the lack of a consent stops, by purpose."""


class ConsentMissing(PortageError):
    """The person does not agree to that (any more)."""

    code = "consent_missing"

    def __init__(self, why: Standing, purpose: Message | str) -> None:
        super().__init__(self.words(why, purpose))
        self.standing = why

    @staticmethod
    def words(why: Standing, purpose: Message | str) -> Message:
        """What was not done, and the way out."""
        return missing_words(why, purpose)


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose of a client. consent: the id of the consent that can be withdrawn, "" for none.
    needed: something in the file rests on it now.
    """

    label: Message | str
    standing: Standing
    stops: Message
    consent: str
    needed: bool = False


class Consents:
    """Reads consents; `Clients` writes them. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def of(self, client: str) -> tuple[Purpose, ...]:
        """Every purpose with how it stands today, those of linked files together. Raises NotHere."""
        session = self._session
        kind = session.registry["consent"]
        today = today_of(session)
        with session.database.reading() as tables:
            records = self._records.read_of(tables, client, "consent")
            applications = self._has_applications(tables, client)
        given = [
            Given(
                r.text("purpose"), r.text("given_on"), r.text("expires_on"), r.text("withdrawn_on")
            )
            for r in records
        ]
        shown = []
        for purpose in PURPOSES:
            now = standing(given, purpose, today)
            open_ones = [
                r.id for r in records if r.text("purpose") == purpose and not r.text("withdrawn_on")
            ]
            shown.append(
                Purpose(
                    choice_words(kind, "purpose", purpose),
                    now,
                    BLOCKS[purpose],
                    open_ones[-1] if open_ones and now.in_force else "",
                    purpose == SPEAK and applications,
                )
            )
        return tuple(shown)

    def standing(self, client: str, purpose: str) -> Standing:
        """How one purpose stands today. Raises NotHere."""
        with self._session.database.reading() as tables:
            return self.read_standing(tables, client, purpose)

    def read_standing(self, tables: Tables, client: str, purpose: str) -> Standing:
        """As `standing`, inside a transaction."""
        given = [
            Given(
                r.text("purpose"), r.text("given_on"), r.text("expires_on"), r.text("withdrawn_on")
            )
            for r in self._records.read_of(tables, client, "consent")
        ]
        return standing(given, purpose, today_of(self._session))

    def require(
        self, client: str, purpose: str = SHARE, refused: type[ConsentMissing] = ConsentMissing
    ) -> None:
        """Go on only where the person agrees today. refused: says what was not done. Raises
        ConsentMissing, NotHere."""
        found = self.standing(client, purpose)
        if not found.in_force:
            kind = self._session.registry["consent"]
            raise refused(found, choice_words(kind, "purpose", purpose))

    def _has_applications(self, tables: Tables, client: str) -> bool:
        if all(one.name != "application" for one in self._session.registry):
            return False
        return bool(self._records.read_of(tables, client, "application"))


def refusing(
    tables: Tables, session: Session, clients: Sequence[bytes], purpose: str, today: date
) -> set[bytes]:
    """Those of these clients who agreed to `purpose` once and do not any more."""
    given: dict[str, list[Given]] = {}
    kind = session.registry["consent"]
    for at in range(0, len(clients), _CHUNK):
        part = tuple(one.hex() for one in clients[at : at + _CHUNK])
        places = ", ".join("?" * len(part))
        clause = f"WHERE life = 1 AND f_purpose = ? AND f_client IN ({places})"
        for row in tables.rows.select(kind, clause, (purpose, *part)):
            days = (str(row.value(one) or "") for one in ("given_on", "expires_on", "withdrawn_on"))
            given.setdefault(str(row.value("client")), []).append(Given(purpose, *days))
    return {bytes.fromhex(one) for one in _refused(given.items(), purpose, today)}


def _refused(given: Iterable[tuple[str, list[Given]]], purpose: str, today: date) -> Iterable[str]:
    return (client for client, found in given if standing(found, purpose, today).refused)


def contact_blocked(state: Standing) -> Message | None:
    """Why nobody may call or write today; None where nothing stands against it."""
    if state.state is Agreement.WITHDRAWN:
        return Message(
            "consents",
            "Do not call or write: the consent was withdrawn on {day}.",
            {"day": state.since},
        )
    if state.state is Agreement.ENDED:
        return Message(
            "consents",
            "Do not call or write: the consent ended on {day}. Ask again at the next meeting.",
            {"day": state.since},
        )
    return None


def missing_words(why: Standing, purpose: Message | str) -> Message:
    """Why something that rests on this consent was not done. purpose: what it is a consent to."""
    values = {"day": why.since, "purpose": purpose}
    if why.state is Agreement.WITHDRAWN:
        return Message(
            "consents",
            "The consent “{purpose}” was taken back on {day}, so it was not done. Nothing was "
            "changed. Ask the person, and write a new consent in the file if they agree.",
            values,
        )
    if why.state is Agreement.ENDED:
        return Message(
            "consents",
            "The consent “{purpose}” ended on {day}, so it was not done. Nothing was changed. "
            "Ask the person, and write a new consent in the file if they agree.",
            values,
        )
    return Message(
        "consents",
        "The file holds no consent “{purpose}”, so it was not done. Nothing was changed. "
        "Ask the person, and write the consent in the file if they agree.",
        values,
    )
