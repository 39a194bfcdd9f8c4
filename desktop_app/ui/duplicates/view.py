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
    """turned: the number of a differing field, from 0. open_asked: which of the two, 0 or 1."""

    turned = Signal(int)
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
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self.page = PairPage(registry, local)
        self.page.turned.connect(self.turned)
        self.page.opened.connect(self.open_asked)
        column.addWidget(self.page, 1)
        column.addWidget(self._make_actions())
        self.begin(
            Message("duplicates", "Possible doubles"),
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
        self.comparing = ProgressCard(Message("duplicates", "Looking for doubles"))
        self.comparing.cancel_asked.connect(self.stop_asked)
        self.comparing.hide()
        self.add_above(self.comparing)

    def _make_actions(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        row = QWidget()
        flow = FlowLayout(row)
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
        column.addWidget(row)
        self._keys = Caption("")
        column.addWidget(self._keys)
        return holder

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

    def _allow(self, allowed: bool) -> None:
        for button in (self.same, self.different):
            button.setEnabled(allowed)
        self._keys.set_words(
            Message(
                "duplicates",
                "Keys: S the same, D not the same, L later, U takes your last answer back, the digits "
                "choose what stands, the arrows go on. Nothing is rewritten: both files stay whole.",
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
        self._pair = pair
        self._allow(True)
        self.same.set_words(words.same_words(pair))
        self.page.show_pair(pair, both, stands)
        self.show_from_top()

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
                self.comparing.begin(Message("duplicates", "Looking for doubles"))
                self.comparing.show()
            self.comparing.show_step(step)
        self.everything.setEnabled(step is None)

    # What the frame asks

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
