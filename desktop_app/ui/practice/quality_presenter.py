"""What the list of files by completeness decides: filters, order, samples, norms; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from desktop_app.domain.casework.file_quality import (
    CONSENT,
    FIELDS,
    GOAL,
    NEXT_STEP,
    OWNER,
    RULES,
    Norms,
)
from desktop_app.domain.fields import EntityType, Field, Kind, Scope, Value
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.casework.file_quality import FileLine
from desktop_app.ui.practice.file_presenter import ask_review
from desktop_app.ui.practice.services import Named, PracticeServices
from desktop_app.ui.shared.asking import Asker, Asking, AskingView, Told
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

CLIENTS: Final = "clients"
_WEEKS: Final = "contact_weeks"
_RULES: Final = (CONSENT, OWNER, GOAL, NEXT_STEP)
_WHY: Final = Message("practice", "So that a complete file means the same to everybody.")

NORMS: Final = EntityType(
    1,
    "norms",
    Message("practice", "What a complete file has"),
    Scope.ORGANISATION,
    (
        *(
            Field(at, name, Kind.YES_NO, (FIELDS | RULES)[name], _WHY)
            for at, name in enumerate((*FIELDS, *_RULES), 1)
        ),
        Field(
            60, _WEEKS, Kind.INTEGER,
            Message("practice", "A contact no older than so many weeks (0 asks for none)"), _WHY,
        ),
    ),
)  # fmt: skip
"""The norms as they are asked for in a dialog."""

_KEYS: Final[dict[str, Callable[[FileLine], Any]]] = {
    "name": lambda line: fold(line.name),
    "owner": lambda line: fold(line.owner),
    "score": lambda line: line.quality.score,
    "contact": lambda line: line.last_contact,
    "reviewed": lambda line: line.reviewed_on,
}


@dataclass(frozen=True, slots=True)
class QualityState:
    """lines: the files. seed: by which words they were drawn, "" for all.
    may_review, may_settle: what whoever is at work may do."""

    lines: tuple[FileLine, ...]
    seed: str
    may_review: bool
    may_settle: bool


def ordered(lines: Sequence[FileLine], key: str, ascending: bool) -> tuple[FileLine, ...]:
    """The files by one of `name`, `owner`, `score`, `contact` and `reviewed`; those that are alike
    stay in the order of their names."""
    named = sorted(lines, key=_KEYS["name"])
    return tuple(sorted(named, key=_KEYS[key], reverse=not ascending))


class QualityView(AskingView, Protocol):
    """The page as its presenter sees it."""

    def show_filters(
        self, workers: Sequence[Named], communities: Sequence[Named], seed: str
    ) -> None:
        """Offer these. seed: words that a sample may be drawn by."""

    def show_files(self, state: QualityState) -> None:
        """Show them."""


class QualityPresenter:
    """The files of this laptop, by how complete they are."""

    def __init__(
        self,
        view: QualityView,
        services: PracticeServices,
        drafts: DraftBox,
        jobs: Jobs,
        door: Door,
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._desk = services.quality
        self.asker = Asker(view, drafts, jobs, door, self._again)
        self._worker = self._community = self._seed = ""
        self._many = 0
        self._lines: tuple[FileLine, ...] = ()
        self._offered = False

    def open(self) -> None:
        """Show the files."""
        if not self._offered:
            self._offered = True
            self._view.show_filters(
                self._services.workers(), self._services.agenda.communities(),
                self._services.today()[:7],
            )  # fmt: skip
        self._again()

    def _again(self) -> None:
        worker, community, seed, many = self._worker, self._community, self._seed, self._many

        def found() -> tuple[FileLine, ...]:
            if seed:
                return self._desk.sample(seed, many, worker, community)
            return self._desk.lines(worker, community)

        def shown(lines: tuple[FileLine, ...]) -> None:
            self._lines = lines
            self._show()

        self._jobs.start(
            "file quality", lambda progress: found(), done=shown, failed=self._door.problem
        )

    def _show(self) -> None:
        self._view.show_files(
            QualityState(
                self._lines,
                self._seed,
                self._services.guidelines.may_see_standing(),
                self._desk.may_settle(),
            )
        )

    def narrow(self, worker: str, community: str) -> None:
        """Only the files of that worker, of that community; "" for all."""
        self._worker, self._community = worker, community
        self._again()

    def draw(self, seed: str, many: int) -> None:
        """Draw so many files by chance; the same words draw the same files again."""
        self._seed, self._many = seed.strip(), many
        self._again()

    def show_all(self) -> None:
        """Show all files again."""
        self._seed = ""
        self._again()

    def go(self, client: str) -> None:
        """Open a file where its completeness is shown. Of a file of others that was drawn for a review,
        that is the reason, and stays in it."""
        seed = self._seed
        if not seed or not self._services.guidelines.may_see_standing():
            self._door.go(CLIENTS, f"{client}/practice")
            return
        access = self._services.access
        reason = Message("practice", "Review of files, drawn by “{words}”", {"words": seed})

        def look() -> None:
            if access.reason_needed(client):
                access.open(client, str(reason))

        self._jobs.start(
            "file drawn",
            lambda progress: look(),
            done=lambda nothing: self._door.go(CLIENTS, f"{client}/practice"),
            failed=self._door.problem,
        )

    def review(self, client: str) -> None:
        """Ask what was seen in a file."""
        ask_review(self.asker, self._services, client, self._seed)

    def settle(self) -> None:
        """Ask for the norms."""
        self._jobs.start(
            "file norms",
            lambda progress: self._desk.norms(),
            done=self._ask,
            failed=self._door.problem,
        )

    def _ask(self, norms: Norms) -> None:
        begin: dict[str, Value] = {name: name in norms.fields for name in FIELDS}
        begin |= {name: bool(getattr(norms, name)) for name in _RULES}
        begin[_WEEKS] = norms.contact_weeks
        self.asker.ask(
            Asking(
                "file norms", "", NORMS,
                Message("practice", "What a complete file has"),
                Message("practice", "Settle the norms"),
                Message("practice", "The norms hold from now on."),
                self._settle,
                (*FIELDS, *_RULES, _WEEKS),
                begin=begin,
            )
        )  # fmt: skip

    def _settle(self, values: Told) -> None:
        weeks = values.get(_WEEKS)
        self._desk.settle(
            Norms(
                frozenset(name for name in FIELDS if values.get(name) is True),
                **{name: values.get(name) is True for name in _RULES},
                contact_weeks=weeks if isinstance(weeks, int) else 0,
            )
        )
