"""Who looked into a file, on paper, for the person whom it is about."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop_app.domain.words.calendar_words import short_date, time_of_day
from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message, current_language
from desktop_app.reports import list_report
from desktop_app.reports.pdf import Printed
from desktop_app.reports.table import Column, Table
from desktop_app.services.casework.access import Access
from desktop_app.services.session import Session

TITLE = Message("privacy", "Who looked into the file")


class LookPapers:
    """The paper of one open vault. zone: whose clock the foot of a page shows; an IANA name."""

    def __init__(self, session: Session, zone: str = "UTC") -> None:
        self._session, self._zone = session, zone

    def looks(self, client: str) -> bytes:
        """Every look into a file as a PDF, in the language of the screen. Raises NotHere, KeptOut."""
        found = Access(self._session).of(client).looks
        table = Table(
            TITLE,
            (
                Column("day", Message("privacy", "Day")),
                Column("person", Message("privacy", "Who")),
                Column("what", Message("privacy", "What")),
                Column("reason", Message("privacy", "Why")),
                Column("laptop", Message("privacy", "Laptop")),
            ),
            [[one.day, one.person, str(one.what), one.reason, one.device] for one in found],
            question=Message(
                "privacy", "Who looked into this file from outside, on which day, and why?"
            ),
        )
        now = datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)
        here = now.astimezone(zone_or_utc(self._zone))
        when = f"{short_date(here.date())} {time_of_day(here)}"
        printed = Printed(self._session.person_name, when, now)
        return list_report.render(table, printed, current_language())
