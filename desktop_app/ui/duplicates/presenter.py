"""What the screen of doubles decides: which pair is shown, what stands, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from desktop_app.domain.people.links import ORGANISATION
from desktop_app.language import Message
from desktop_app.services.duplicates.last_answer import TakenBack
from desktop_app.services.duplicates.likely_pairs import FieldPair, LikelyPair, SideBySide
from desktop_app.services.progress import Progress, Step
from desktop_app.ui.duplicates import words
from desktop_app.ui.duplicates.services import DuplicatesServices
from desktop_app.ui.duplicates.words import BOTH, SECOND
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

PAGE: Final = 200
_LOW: Final = 20
_COMPARE: Final = "compare records"


class DuplicatesView(Protocol):
    """The screen as its presenter sees it."""

    def show_list(self, pairs: Sequence[LikelyPair], total: int, chosen: int) -> None:
        """List these and choose that row; -1 when there are none. total: with those not listed."""

    def show_pair(self, pair: LikelyPair, both: SideBySide, stands: Mapping[str, int]) -> None:
        """Put both records side by side. stands: what stands of each field, by path."""

    def show_closed(self, pair: LikelyPair) -> None:
        """Say why this pair is for somebody else."""

    def show_stands(self, stands: Mapping[str, int]) -> None:
        """Another value stands now."""

    def show_answered(self, answered: bool) -> None:
        """Whether there is a last answer that can be taken back here."""

    def show_comparing(self, step: Step | None) -> None:
        """How far comparing is; None when it is over."""


class DuplicatesPresenter:
    """One verdict after another; each is announced with the way back."""

    def __init__(
        self, view: DuplicatesView, services: DuplicatesServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._listed: list[LikelyPair] = []
        self._total = 0
        self._chosen: LikelyPair | None = None
        self._both: SideBySide | None = None
        self._stands: dict[str, int] = {}
        self._later: set[str] = set()
        self._wanted = ""
        self._busy = False

    @property
    def chosen(self) -> LikelyPair | None:
        """The pair that is shown."""
        return self._chosen

    def show(self, detail: str) -> None:
        """Open the pair of that id, when it still waits; otherwise the first."""
        self._wanted = detail or self._wanted

    def activate(self) -> None:
        """Ask again what waits, and compare what came since the last time."""
        self._ask()
        behind = self._services.duplicates.is_behind
        self._jobs.start(
            "anything to compare",
            lambda progress: behind(),
            done=lambda behind: self.compare(everything=False) if behind else None,
            failed=self._door.problem,
        )

    def compare(self, everything: bool = True) -> None:
        """Compare all records, or only what is new; the list is asked again afterwards."""

        def done(count: int) -> None:
            self._view.show_comparing(None)
            self._ask()
            if everything:
                self._door.done(
                    Message(
                        "duplicates", "Everything was compared: {n} pair waits.", {},
                        "Everything was compared: {n} pairs wait.", count,
                    )
                )  # fmt: skip
            self._door.changed()

        def failed(problem: Message) -> None:
            self._view.show_comparing(None)
            self._door.problem(problem)

        self._view.show_comparing(Step(0))
        self._jobs.start(
            _COMPARE,
            lambda progress: self._services.compare(everything, progress),
            done=done,
            failed=failed,
            progressed=self._view.show_comparing,
        )

    def stop_comparing(self) -> None:
        """Stop; the list stays as it was."""
        self._jobs.cancel(_COMPARE)

    def _ask(self) -> None:
        duplicates, last = self._services.duplicates, self._services.last

        def ask(progress: Progress) -> tuple[list[LikelyPair], int, bool]:
            pairs = duplicates.pairs(max(PAGE, len(self._listed)))
            return pairs, duplicates.count(), last.can_be_taken_back()

        self._jobs.start(
            "likely pairs", ask, done=lambda told: self._show_all(*told), failed=self._door.problem
        )

    def _show_all(self, pairs: list[LikelyPair], total: int, answered: bool) -> None:
        self._view.show_answered(answered)
        wanted = self._wanted or ("" if self._chosen is None else self._chosen.id)
        self._wanted = ""
        before = self._place_of(wanted)
        # What was put off stands last until the screen is opened again.
        self._listed = sorted(pairs, key=lambda one: one.id in self._later)
        self._total = total
        at = self._place_of(wanted)
        self._show_list(max(0, at if at >= 0 else before))

    def _place_of(self, identifier: str) -> int:
        return next((n for n, one in enumerate(self._listed) if one.id == identifier), -1)

    def _show_list(self, at: int) -> None:
        at = min(at, len(self._listed) - 1)
        pair = self._listed[at] if at >= 0 else None
        self._view.show_list(tuple(self._listed), self._total, at)
        if pair is None:
            self._chosen = None
        else:
            self._open(pair)

    def choose(self, identifier: str) -> None:
        """Show this pair."""
        at = self._place_of(identifier)
        if at >= 0 and (self._chosen is None or self._chosen.id != identifier):
            self._open(self._listed[at])

    def _open(self, pair: LikelyPair) -> None:
        if self._chosen is None or self._chosen.id != pair.id:
            self._stands = {}
        self._chosen = pair
        if pair.closed:
            self._both = None
            self._view.show_closed(pair)
            return

        def show(both: SideBySide) -> None:
            if self._chosen is not None and self._chosen.id == pair.id:
                self._both = both
                self._view.show_pair(pair, both, self._stands)

        self._jobs.start(
            "side by side",
            lambda progress: self._services.duplicates.side_by_side(pair.about, pair.a, pair.b),
            done=show,
            failed=self._door.problem,
        )

    def differing(self) -> tuple[FieldPair, ...]:
        """The fields of the pair shown of which one value can be chosen, in order."""
        both = self._both
        return () if both is None else tuple(one for one in both.fields if one.differs)

    def turn(self, number: int) -> None:
        """Of that differing field (from 0), let the next stand: both, the first, the second."""
        fields = self.differing()
        if 0 <= number < len(fields):
            path = fields[number].path
            now = self._stands.get(path, BOTH)
            self._stands[path] = BOTH if now == SECOND else now + 1
            self._view.show_stands(self._stands)

    def stand(self, number: int, which: int) -> None:
        """Of that differing field (from 0), let that value stand (1 or 2); both, when it does."""
        fields = self.differing()
        if 0 <= number < len(fields):
            path = fields[number].path
            self._stands[path] = BOTH if self._stands.get(path, BOTH) == which else which
            self._view.show_stands(self._stands)

    def same(self) -> None:
        """They are one."""
        pair = self._chosen
        if pair is not None and not pair.closed:
            ids = (pair.a, pair.b)
            choices = {path: ids[which - 1] for path, which in self._stands.items() if which}
            link = self._services.links.link
            self._decide(
                pair,
                lambda: link(pair.a, pair.b, choices=choices, about=pair.about),
                words.joined_words(pair),
            )

    def different(self) -> None:
        """They are two."""
        pair = self._chosen
        if pair is not None and not pair.closed:
            different = self._services.links.different
            self._decide(
                pair,
                lambda: different(pair.a, pair.b, about=pair.about),
                words.apart_words(pair),
            )

    def later(self) -> None:
        """Put this pair at the end of the list, undecided."""
        pair = self._chosen
        if pair is not None and len(self._listed) > 1:
            at = self._place_of(pair.id)
            self._later.add(pair.id)
            self._listed.append(self._listed.pop(at))
            self._show_list(at if at < len(self._listed) - 1 else 0)

    def undo(self) -> None:
        """Take the last answer back, and show its pair again."""

        def done(taken: TakenBack | None) -> None:
            self._door.done(words.taken_back_words(taken))
            if taken is not None:
                self._wanted = taken.pair
                self._later.discard(taken.pair)
                self._ask()
                self._door.changed()

        self._jobs.start(
            "take back",
            lambda progress: self._services.last.take_back(),
            done=done,
            failed=self._door.problem,
        )

    def open_record(self, which: int) -> None:
        """Open one of the two (0 or 1)."""
        pair = self._chosen
        if pair is not None and not pair.closed:
            place = "directory" if pair.about == ORGANISATION else "clients"
            self._door.go(place, (pair.a, pair.b)[which])

    def leave(self) -> None:
        """Back to the exchange."""
        self._door.go("exchange")

    def _decide(self, pair: LikelyPair, act: Callable[[], None], said: Message) -> None:
        if self._busy:
            return
        self._busy = True

        def done(nothing: None) -> None:
            self._busy = False
            at = self._place_of(pair.id)
            if at >= 0:
                del self._listed[at]
                self._total = max(0, self._total - 1)
                self._show_list(at)
            self._door.done(said, undo=True)
            self._door.changed()
            # A verdict on one pair may settle others of the same group.
            self._ask()

        def failed(problem: Message) -> None:
            self._busy = False
            self._door.problem(problem)

        self._jobs.start(f"decide {pair.id}", lambda progress: act(), done=done, failed=failed)
