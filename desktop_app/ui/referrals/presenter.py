"""What the room of referrals and agreements decides: what is asked, what was heard, what ends; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from desktop_app.domain.casework.agreements import AGREEMENT
from desktop_app.domain.casework.referrals import DRAFTED, LOST, REFERRAL, SENT, STATES
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, Field, Kind, Scope, Value
from desktop_app.language import Message
from desktop_app.services.casework.agreements import AgreementLine, Agreements
from desktop_app.services.casework.referrals import ENTRY, ReferralLine, Referrals
from desktop_app.services.directory.directory import Directory
from desktop_app.services.directory.directory_entries import ServiceLine
from desktop_app.ui.shared.asking import Asker, Asking, Search, SearchingView, Told
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.jobs import Jobs

ADD: Final = "referral"
AGREE: Final = "agreement"
HEARD: Final = "referral news"
NAMES: Final = (ENTRY, "to_name", "reason", "state", "sent_on", "means", "person")
AGREED: Final = ("name", "with_whom", "from_on", "until", "to_do", "words")
_MOST: Final = 6
_HEAR: Final = Message("purpose", "So that nobody is lost between two services.")

NEWS: Final = EntityType(
    1,
    "news",
    Message("entities", "News of a referral"),
    Scope.CASES,
    (
        Field(
            1, "state", Kind.CHOICE, Message("fields", "How it stands"), _HEAR, required=True,
            choices=tuple(one for one in STATES if one.value != DRAFTED),
        ),
        Field(2, "on", Kind.DATE, Message("fields", "Day"), _HEAR, required=True),
        Field(3, "words", Kind.TEXT, Message("fields", "In short"), _HEAR),
    ),
)  # fmt: skip
"""What was heard, as it is asked for in a dialog."""


@dataclass(frozen=True, slots=True)
class ReferralServices:
    """The services behind the room. today: of this place, YYYY-MM-DD."""

    referrals: Referrals
    agreements: Agreements
    directory: Directory
    drafts: DraftBox
    today: Callable[[], str]


class ReferralView(SearchingView, Protocol):
    """The room as its presenter sees it."""

    def show_referrals(
        self, referrals: Sequence[ReferralLine], agreements: Sequence[AgreementLine]
    ) -> None:
        """Show a client's referrals and agreements."""


class ReferralPresenter:
    """One client's referrals and agreements at a time."""

    def __init__(
        self, view: ReferralView, services: ReferralServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._referrals: Sequence[ReferralLine] = ()
        self._agreements: Sequence[AgreementLine] = ()
        self._client = ""
        self.asker = Asker(view, services.drafts, jobs, door, self._again, view)

    def open(self, client: str) -> None:
        """Show this client's."""
        self._client = client
        services = self._services

        def shown(found: tuple[Sequence[ReferralLine], Sequence[AgreementLine]]) -> None:
            if client == self._client:
                self._referrals, self._agreements = found
                self._view.show_referrals(*found)

        self._jobs.start(
            "referrals",
            lambda progress: (services.referrals.of(client), services.agreements.of(client)),
            done=shown,
            failed=self._door.problem,
        )

    def _again(self) -> None:
        self.open(self._client)

    # Referrals

    def add(self, key: str) -> None:
        """Open the dialog of a referral, or of an agreement."""
        if key == AGREE:
            self._ask_agreement()
            return
        client, services = self._client, self._services
        self.asker.ask(
            Asking(
                ADD,
                client,
                REFERRAL,
                Message("referrals", "Refer to a service"),
                Message("referrals", "Save the referral"),
                Message("referrals", "The referral is saved."),
                lambda values: services.referrals.add(client, values),
                NAMES,
                begin={"state": DRAFTED},
                hint=_HINT,
                searched={ENTRY: self._search()},
                doubt=self._doubt,
            )
        )

    def change(self, referral: str) -> None:
        """Ask for what is different in a referral."""
        line = self._line(referral)
        if line is None:
            return
        known = dict(line.record.values)
        entry = known.get("service") or known.get("organisation")
        if entry:
            known[ENTRY] = entry
        self.asker.ask(
            Asking(
                "referral changed",
                referral,
                REFERRAL,
                line.to,
                Message("referrals", "Save the referral"),
                Message("referrals", "The referral is changed."),
                lambda values: self._services.referrals.change(line.record, values),
                NAMES,
                known=known,
                hint=_HINT,
                searched={ENTRY: self._search()},
            )
        )

    def hear(self, referral: str) -> None:
        """Ask what was heard of a referral, or that it was sent."""
        line = self._line(referral)
        if line is None:
            return
        self.asker.ask(
            Asking(
                HEARD,
                referral,
                _news_of(line),
                line.to,
                Message("referrals", "Write it down"),
                Message("referrals", "It is written down."),
                lambda values: self._services.referrals.hear(line.record, values),
                tuple(one.name for one in NEWS.fields),
                begin={
                    "state": SENT if line.state == DRAFTED else None,
                    "on": self._services.today(),
                },
            )
        )

    def _doubt(self, values: Told) -> Message | None:
        day = self._services.referrals.another_open(self._client, str(values.get(ENTRY) or ""))
        if not day:
            return None
        return Message(
            "referrals",
            "There is an open referral to the same service ({day}). Save again if this is another one.",
            {"day": day},
        )

    def _search(self) -> Search:
        return Search(
            Message("referrals", "A service, an organisation, a town"), self._find, self._named
        )

    def _find(self, words: str) -> list[Found]:
        lines = self._services.directory.find(words, limit=_MOST)
        return [_found(one) for one in lines if one.kind in ("service", "organisation")]

    def _named(self, entry: str) -> Found | None:
        for kind in ("service", "organisation"):
            try:
                return Found(entry, self._services.directory.entry(kind, entry).title)
            except PortageError:
                continue
        return None

    def _line(self, referral: str) -> ReferralLine | None:
        return next((one for one in self._referrals if one.record.id == referral), None)

    # Agreements

    def _ask_agreement(self) -> None:
        client, services = self._client, self._services
        self.asker.ask(
            Asking(
                AGREE,
                client,
                AGREEMENT,
                Message("agreements", "Note an agreement"),
                Message("agreements", "Save the agreement"),
                Message("agreements", "The agreement is saved."),
                lambda values: services.agreements.add(client, values),
                AGREED,
                begin={"from_on": services.today()},
            )
        )

    def change_agreement(self, agreement: str) -> None:
        """Ask for what is different in an agreement; a later last day renews it."""
        line = self._agreement(agreement)
        if line is None:
            return
        self.asker.ask(
            Asking(
                "agreement changed",
                agreement,
                AGREEMENT,
                line.record.text("name"),
                Message("agreements", "Save the agreement"),
                Message("agreements", "The agreement is changed."),
                lambda values: self._services.agreements.change(line.record, values),
                AGREED,
                known=line.record.values,
            )
        )

    def end(self, agreement: str) -> None:
        """An agreement ended today."""
        line = self._agreement(agreement)
        if line is not None:
            self.asker.write(
                lambda: self._services.agreements.end(line.record),
                Message("agreements", "The agreement ended today."),
            )

    def _agreement(self, agreement: str) -> AgreementLine | None:
        return next((one for one in self._agreements if one.record.id == agreement), None)


_HINT: Final = Message(
    "referrals",
    "Choose from the directory, or write whom it goes to. What tells another organisation who the "
    "person is asks for their consent to share.",
)


def _news_of(line: ReferralLine) -> EntityType:
    """The question as it fits: a referral that was not sent can only be sent, or is given up."""
    if line.state != DRAFTED:
        return NEWS
    state = NEWS.field("state")
    fits = tuple(one for one in state.choices if one.value in (SENT, LOST))
    return replace(NEWS, fields=(replace(state, choices=fits), *NEWS.fields[1:]))


def _found(line: ServiceLine) -> Found:
    beside = line.organisation if line.organisation != line.name else ""
    return Found(line.id, line.name, " · ".join(part for part in (beside, line.place) if part))


def days_words(line: ReferralLine) -> Message | None:
    """For how long nobody was heard of; None where nobody has to be."""
    if line.days is None:
        return None
    return Message(
        "referrals", "no news for {n} day", {}, "no news for {n} days", max(line.days, 0)
    )


def ends_words(line: AgreementLine, day: Value) -> Message:
    """When an agreement ends, or that it has."""
    told = {"day": day}
    if line.days is None:
        return Message("agreements", "ended on {day}", told)
    if line.days < 0:
        return Message("agreements", "was to end on {day}", told)
    return Message("agreements", "until {day}", told)
