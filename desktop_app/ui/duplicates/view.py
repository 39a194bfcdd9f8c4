"""The screen of doubles: the pairs at the left, the two records side by side at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.fields import Registry
from desktop_app.language import Message
from desktop_app.services.duplicates.likely_pairs import LikelyPair, SideBySide
from desktop_app.services.progress import Step
from desktop_app.ui.duplicates import words
from desktop_app.ui.duplicates.pair_page import PairPage
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Caption
from desktop_app.ui.shared.list_and_details import ListAndDetails
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.progress import ProgressCard
from desktop_app.ui.shared.tables import Column
from desktop_app.ui.shared.words import say

_NARROW: Final = 900


class DuplicatesScreen(ListAndDetails[LikelyPair]):
    """turned: the number of a differing field, from 0, whose digit was pressed. stood: the same, and
    the value (1 or 2) whose button was pressed. open_asked: which of the two, 0 or 1."""

    turned = Signal(int)
    stood = Signal(int, int)
    same_asked = Signal()
    different_asked = Signal()
    later_asked = Signal()
    undo_asked = Signal()
    open_asked = Signal(int)
    compare_asked = Signal()
    stop_asked = Signal()

    help_topic = "duplicates"

    def __init__(self, registry: Registry, local: Callable[[int], datetime]) -> None:
        super().__init__()
        self._pair: LikelyPair | None = None
        columns: tuple[Column[LikelyPair], ...] = (
            Column("who", Message("duplicates", "About"), lambda one: say(words.title(one))),
            Column("likely", Message("duplicates", "Likely"), words.how_likely, width=76),
        )
        right = QWidget()
        self._right = QVBoxLayout(right)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.setSpacing(space(1))
        self.page = PairPage(registry, local)
        self.page.stood.connect(self.stood)
        self.page.opened.connect(self.open_asked)
        self._right.addWidget(self.page, 1)
        self._make_actions()
        self.begin(
            Message("duplicates", "Possible duplicates"),
            Message("duplicates", "Back to the exchange"),
            columns,
            Message("duplicates", "Files that may be the same"),
            right,
            lambda one: one.id,
            sentence=lambda one: f"{say(words.title(one))}. {words.why(one)}",
            grey=lambda one: bool(one.closed),
            nothing=Message("duplicates", "No two files look like the same person."),
            example=Message(
                "duplicates",
                "After each import, what is new is compared with everybody on this laptop.",
            ),
            share=(4, 8),
            lines=3,
        )
        self.opened.connect(lambda one: self.open_asked.emit(0))
        self.everything = Button(
            Message("duplicates", "Compare everything"),
            icon_name="refresh-cw",
            key_hint=words.COMPARE_KEY,
        )
        self.everything.clicked.connect(self._compare)
        self.add_action(self.everything)
        self.comparing = ProgressCard(Message("duplicates", "Looking for duplicates"))
        self.comparing.cancel_asked.connect(self.stop_asked)
        self.comparing.hide()
        self.add_above(self.comparing)

    def _make_actions(self) -> None:
        self._acts = QWidget()
        flow = FlowLayout(self._acts)
        self.same = PrimaryButton(
            Message("duplicates", "The same person"), icon_name="git-merge", key_hint=words.SAME_KEY
        )
        self.same.clicked.connect(self.same_asked)
        self.different = Button(
            Message("duplicates", "Not the same"), icon_name="x", key_hint=words.DIFFERENT_KEY
        )
        self.different.clicked.connect(self.different_asked)
        self.later = Button(
            Message("duplicates", "Later"), icon_name="clock", key_hint=words.LATER_KEY
        )
        self.later.clicked.connect(self.later_asked)
        self.undo = Button(
            Message("duplicates", "Take back the last answer"),
            icon_name="undo-2",
            key_hint=words.UNDO_KEY,
        )
        self.undo.setEnabled(False)
        self.undo.clicked.connect(self.undo_asked)
        for button in (self.same, self.different, self.later, self.undo):
            flow.addWidget(button)
        self._keys = Caption("")
        self._right.addWidget(self._acts)
        self._right.addWidget(self._keys)

    # What the presenter says

    def show_list(self, pairs: Sequence[LikelyPair], total: int, chosen: int) -> None:
        """List these and choose that row."""
        self.count.set_words(
            Message(
                "duplicates",
                "{n} pair of files may be the same; you decide.",
                {},
                "{n} pairs of files may be the same; you decide.",
                total,
            )
            if total
            else ""
        )
        self.show_rows(pairs, chosen)

    def show_closed(self, pair: LikelyPair) -> None:
        """Say why this pair is for somebody else."""
        self._pair = pair
        self.page.show_closed(pair)
        self._allow(False)
        self.show_details_first()

    def _allow(self, allowed: bool) -> None:
        for button in (self.same, self.different):
            button.setEnabled(allowed)
        self._keys.set_words(
            Message(
                "duplicates",
                "Keys: S the same, D not the same, L later, U takes your last answer back, the arrows "
                "go on. The digit of a field uses the first value, then the second, then both. "
                "Nothing is rewritten: both files stay whole.",
            )
            if allowed
            else Message(
                "duplicates",
                "Keys: L later, U takes your last answer back, the arrows go on. "
                "Nothing is rewritten.",
            )
        )

    def show_pair(self, pair: LikelyPair, both: SideBySide, stands: Mapping[str, int]) -> None:
        """Put both records side by side."""
        another = self._pair is None or self._pair.id != pair.id
        self._pair = pair
        self._allow(True)
        self.same.set_words(words.same_words(pair))
        self.page.show_pair(pair, both, stands)
        self._set_tab_order(self._narrow)
        if another:
            self.show_details_first()

    def show_stands(self, stands: Mapping[str, int]) -> None:
        """Another value stands now."""
        self.page.show_stands(stands)

    def show_answered(self, answered: bool) -> None:
        """Whether there is a last answer that can be taken back here."""
        self.undo.setEnabled(answered)

    def show_comparing(self, step: Step | None) -> None:
        """How far comparing is; None when it is over."""
        if step is None:
            self.comparing.hide()
        else:
            if self.comparing.isHidden():
                self.comparing.begin(Message("duplicates", "Looking for duplicates"))
                self.comparing.show()
            self.comparing.show_step(step)
        self.everything.setEnabled(step is None)

    # What the frame asks

    def fit(self, narrow: bool) -> None:
        # In one page that scrolls, what decides stands beside the reasons, not screens below them.
        above, below = (self.page.above, self.page.below) if narrow else (self._right, self._right)
        if above.indexOf(self._acts) < 0:
            above.addWidget(self._acts)
            below.addWidget(self._keys)
        self._set_tab_order(narrow)

    def _set_tab_order(self, narrow: bool) -> None:
        """By Tab as for the eye: what decides before what is in the page, or after it."""
        acts = [self.same, self.different, self.later, self.undo]
        inside = self.page.room.findChildren(Button)
        before: QWidget = self.table
        for button in [*acts, *inside] if narrow else [*inside, *acts]:
            QWidget.setTabOrder(before, button)
            before = button

    def typed(self, letter: str) -> None:
        acts = (
            (words.SAME_KEY, self.same_asked), (words.DIFFERENT_KEY, self.different_asked),
            (words.LATER_KEY, self.later_asked), (words.UNDO_KEY, self.undo_asked),
            (words.COMPARE_KEY, self.compare_asked),
        )  # fmt: skip
        if letter.isdecimal() and letter != "0":
            self.turned.emit(int(letter) - 1)
            return
        for key, signal in acts:
            if letter.casefold() == say(key).casefold():
                signal.emit()

    def _compare(self) -> None:
        # Without the button's own argument, which would be taken for an answer.
        self.compare_asked.emit()
