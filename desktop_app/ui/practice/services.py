"""What the rooms of practice are made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_app.domain.casework.file_quality import Quality
from desktop_app.reports.pdf import Printed
from desktop_app.services.casework.access import Access
from desktop_app.services.casework.approved_messages import ApprovedMessages, MessageLine
from desktop_app.services.casework.file_quality import FileQuality
from desktop_app.services.casework.file_reviews import FileReviews
from desktop_app.services.casework.guidelines import Guidelines
from desktop_app.services.casework.plan_papers import printed_now
from desktop_app.services.casework.receptions import Reception, Receptions
from desktop_app.services.casework.records import Record
from desktop_app.services.casework.team_agenda import TeamAgenda
from desktop_app.services.session import Session

Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FilePractice:
    """What the room of one client's file shows. may_review: whoever is at work looks through files."""

    client: str
    messages: tuple[MessageLine, ...]
    spoken: str
    reception: Reception
    quality: Quality
    reviews: tuple[Record, ...]
    may_review: bool


@dataclass(frozen=True, slots=True)
class PracticeServices:
    """The services behind the rooms. today: the day on the clock of this place, YYYY-MM-DD. workers:
    (id, name) of the colleagues. printed: what the foot of a page says."""

    messages: ApprovedMessages
    guidelines: Guidelines
    agenda: TeamAgenda
    receptions: Receptions
    quality: FileQuality
    reviews: FileReviews
    access: Access
    today: Callable[[], str]
    workers: Callable[[], Sequence[Named]]
    printed: Callable[[], Printed]
    called: Callable[[str], str]

    @classmethod
    def of(
        cls, session: Session, today: Callable[[], str], zone: Callable[[], str]
    ) -> PracticeServices:
        """Those of one vault."""

        def workers() -> Sequence[Named]:
            people = {} if session.trust is None else session.trust.colleagues
            named = ((one.id.hex(), one.name) for one in people.values())
            return sorted(named, key=lambda one: one[1])

        return cls(
            ApprovedMessages(session),
            Guidelines(session),
            TeamAgenda(session),
            Receptions(session),
            FileQuality(session),
            FileReviews(session),
            Access(session),
            today,
            workers,
            lambda: printed_now(session, zone()),
            lambda person: (
                session.person_called(bytes.fromhex(person)) if len(person) == 32 else ""
            ),
        )

    def file(self, client: str) -> FilePractice:
        """What there is to show of a client. Raises NotHere."""
        shown = self.messages.shown(client)
        return FilePractice(
            client,
            shown.lines,
            shown.spoken,
            self.receptions.today(client),
            self.quality.of(client),
            self.reviews.of(client),
            self.guidelines.may_see_standing(),
        )
