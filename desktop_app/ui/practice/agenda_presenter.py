"""What the agenda of the team decides: a matter without a person, and what was decided; no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Protocol

from desktop_app.domain.casework.practice import PRACTICE_EXCEPTION
from desktop_app.domain.fields import EntityType, Field, Kind, Value
from desktop_app.language import Message
from desktop_app.services.casework.team_agenda import Matter
from desktop_app.ui.practice.services import PracticeServices
from desktop_app.ui.shared.asking import Asker, Asking, AskingView, Told
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

NAMES: Final = ("happened_on", "topic", "what", "wish")
_COMMUNITY: Final = "community"

ASKED: Final = EntityType(
    PRACTICE_EXCEPTION.number,
    PRACTICE_EXCEPTION.name,
    PRACTICE_EXCEPTION.label,
    PRACTICE_EXCEPTION.scope,
    (
        Field(
            90, _COMMUNITY, Kind.TEXT, Message("practice", "Team of"),
            Message("practice", "So that it is on the agenda of that team."), required=True,
        ),
        *PRACTICE_EXCEPTION.fields,
    ),
)  # fmt: skip
"""A matter as it is asked for where a laptop holds several communities."""

DECIDED: Final = EntityType(
    PRACTICE_EXCEPTION.number,
    PRACTICE_EXCEPTION.name,
    PRACTICE_EXCEPTION.label,
    PRACTICE_EXCEPTION.scope,
    (replace(PRACTICE_EXCEPTION.field("decision"), required=True),),
)


@dataclass(frozen=True, slots=True)
class AgendaState:
    """What waits for the meeting, and what was decided."""

    waiting: tuple[Matter, ...]
    decided: tuple[Matter, ...]


class AgendaView(AskingView, Protocol):
    """The page as its presenter sees it."""

    def show_agenda(self, state: AgendaState) -> None:
        """Show it."""


class AgendaPresenter:
    """The agenda of the team."""

    def __init__(
        self,
        view: AgendaView,
        services: PracticeServices,
        drafts: DraftBox,
        jobs: Jobs,
        door: Door,
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._desk = services.agenda
        self.asker = Asker(view, drafts, jobs, door, self.open)

    def open(self) -> None:
        """Show it."""
        self._jobs.start(
            "team agenda",
            lambda progress: AgendaState(self._desk.waiting(), self._desk.decided()),
            done=self._view.show_agenda,
            failed=self._door.problem,
        )

    def add(self) -> None:
        """Ask what happened."""
        places = self._desk.communities()
        several = len(places) > 1
        begin: dict[str, Value] = {"happened_on": self._services.today()}
        if several:
            begin[_COMMUNITY] = places[0][0]

        def save(values: Told) -> object:
            told = {name: value for name, value in values.items() if name != _COMMUNITY}
            return self._desk.add(told, str(values.get(_COMMUNITY) or ""))

        self.asker.ask(
            Asking(
                "team matter", "", ASKED,
                Message("practice", "A matter for the team"),
                Message("practice", "Put it on the agenda"),
                Message("practice", "It is on the agenda of the next meeting."),
                save,
                (_COMMUNITY, *NAMES) if several else NAMES,
                begin=begin,
                choices={_COMMUNITY: list(places)} if several else {},
                hint=Message(
                    "practice",
                    "Write what happened and what would have helped, not who it was: nobody is blamed, "
                    "and no file of a client is touched.",
                ),
                doubt=self._names,
            )
        )  # fmt: skip

    def decide(self, matter: str) -> None:
        """Ask what the team decided."""
        self.asker.ask(
            Asking(
                "team decision", matter, DECIDED,
                Message("practice", "What the team decided"),
                Message("practice", "Save the decision"),
                Message("practice", "The decision is saved."),
                lambda values: self._desk.decide(matter, str(values.get("decision") or "")),
                ("decision",),
            )
        )  # fmt: skip

    def print_agenda(self) -> None:
        """Print what waits, with room to write."""
        self._jobs.start(
            "agenda paper",
            lambda progress: self._desk.paper(self._services.printed()),
            done=lambda pdf: self._door.print_pdf(pdf, Message("practice", "Agenda of the team")),
            failed=self._door.problem,
        )

    def _names(self, values: Told) -> Message | None:
        texts = (str(values.get(name) or "") for name in ("what", "wish"))
        names = self._desk.names_in(*texts)
        if not names:
            return None
        return Message(
            "practice",
            "The text names a colleague: {names}. Take the name out and save, or save once more to "
            "keep it as it is.",
            {"names": ", ".join(names)},
        )
