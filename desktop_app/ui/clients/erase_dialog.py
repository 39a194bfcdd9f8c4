"""Asks whether a person or a note is erased for good: what goes, from where, and that nothing undoes it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.language import Message
from desktop_app.services.clients.timeline import TimelineItem
from desktop_app.services.erasure.erasure_plan import ErasurePlan, LinkedFile
from desktop_app.services.erasure.erasure_words import BASIS_WORDS, file_in_words
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import Check, ChoiceField
from desktop_app.ui.shared.labels import PlainLabel, Second, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.words import Words, say

BASES = tuple((one.value, words) for one, words in BASIS_WORDS.items())


class _ForGoodDialog(Dialog):
    """given: the reason that was chosen. sentences: what goes, and where."""

    given = Signal(str)

    def __init__(
        self, title: Words, sentences: Sequence[Words], verb: Words, parent: QWidget | None
    ) -> None:
        super().__init__(title, parent)
        self.sentences = [PlainLabel(words) for words in sentences]
        for label in self.sentences:
            self.body.addWidget(label)
        self.basis = ChoiceField(Message("erasure", "Reason"), BASES, required=True)
        self.body.addWidget(self.basis)
        self._problem: Banner | None = None
        self.keep = self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(verb, self._give, ButtonKind.DANGER)
        self.keep.setFocus()

    def show_problem(self, words: Words) -> None:
        """Say why it was not done."""
        if self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
        self._problem = Banner(State.DANGER, words)
        self.body.addWidget(self._problem)

    def _give(self) -> None:
        chosen = self.basis.value()
        if chosen is None:
            self.basis.show_error(Message("erasure", "Choose the reason."))
            self.basis.take_focus()
            return
        self.given.emit(str(chosen))


class EraseDialog(_ForGoodDialog):
    """Whether a person is erased. Each other file that was said to be theirs stands there with who
    said it, and is left out or taken along by a tick.

    decided: the reason, and the ids of the files that go along. along_changed: those ids, to find out
    anew what would go.
    """

    decided = Signal(str, object)
    along_changed = Signal(object)
    FILES_SHOWN = 3
    FILE_HEIGHT = 88
    REST_HEIGHT = 240
    SMALLEST = 768

    def __init__(self, name: str, plan: ErasurePlan, parent: QWidget | None = None) -> None:
        sentences: list[Words] = [_counted(plan)]
        who = partial(file_in_words, plan.birth_date, plan.community)
        if plan.laptops:
            sentences.append(
                Message(
                    "erasure",
                    "Here it is done at once. On the laptops that may hold a copy it is done when they take "
                    "in their next bundle: {laptops}.",
                    {"laptops": ", ".join(plan.laptops)},
                )
            )
        sentences.append(
            Message(
                "erasure",
                "Nothing can bring it back: not Ctrl+Z, not an old bundle, not a backup. What other "
                "people's notes say about this person stays. Paper and exported files are yours to destroy.",
            )
        )
        super().__init__(
            Message("erasure", "Erase {name} everywhere?", {"name": name}),
            sentences,
            Message("erasure", "Erase for good"),
            parent,
        )
        # Whose file is open: a linked one may be of the same name.
        self.whose = PlainLabel(who)
        self.whose.setVisible(bool(who()))
        self.body.insertWidget(0, self.whose)
        self.given.connect(lambda basis: self.decided.emit(basis, self.along()))
        self.files: list[tuple[Check, str]] = []
        self._page: ScrollPage | None = None
        if plan.linked:
            self._show_files(plan)

    def show_problem(self, words: Words) -> None:
        """Say why it was not done."""
        if self._page is not None:
            self._page.setMinimumHeight(scaled(60))  # leaves room for what is said
        super().show_problem(words)

    def along(self) -> list[str]:
        """The ids of the files that are ticked."""
        return [one for check, one in self.files if check.isChecked()]

    def show_plan(self, plan: ErasurePlan) -> None:
        """Say anew how much goes."""
        self.sentences[0].set_words(_counted(plan))

    def _show_files(self, plan: ErasurePlan) -> None:
        lead = PlainLabel(
            Message(
                "erasure",
                "Somebody said that this file is the same person's too. Tick it if it shall go along:",
                plural="Somebody said that these {n} files are the same person's too. Tick those that shall go along:",
                n=len(plan.linked),
            )
        )
        page = ScrollPage(margin_steps=0)
        page.column.setSpacing(space(1))
        # All of it scrolls together, so that the reason and the buttons stay on a small screen.
        first, *rest = self.sentences
        for label in (self.whose, first, lead):
            page.column.addWidget(label)
        for one in plan.linked:
            check = Check(one.name or Message("erasure", "A file without a name"))
            check.setChecked(one.goes)
            check.toggled.connect(lambda on: self.along_changed.emit(self.along()))
            check.setAccessibleDescription(_linked_facts(one))
            self.files.append((check, one.id))
            page.column.addWidget(check)
            page.column.addWidget(Second(partial(_linked_facts, one)))
        for label in rest:
            page.column.addWidget(label)
        page.column.addStretch(1)
        wanted = scaled(220 + self.FILE_HEIGHT * min(len(plan.linked), self.FILES_SHOWN))
        parent = self.parentWidget()
        high = self.SMALLEST if parent is None else parent.window().height()
        page.setMinimumHeight(min(wanted, high - space(8) - scaled(self.REST_HEIGHT)))
        self.body.insertWidget(0, page, 1)
        self._page = page
        self.setMaximumHeight(high - space(8))
        order = [*(check for check, _ in self.files), self.basis.box, self.keep, self.verb]
        for before, after in itertools.pairwise(order):
            QWidget.setTabOrder(before, after)


def _counted(plan: ErasurePlan) -> Message:
    return Message(
        "erasure",
        "{n} record goes: names, notes, consents, appointments, attached files and their history.",
        plural="{n} records go: names, notes, consents, appointments, attached files and their history.",
        n=sum(plan.records.values()),
    )


def _linked_facts(one: LinkedFile) -> str:
    """What tells a linked file apart, and who linked it."""
    facts = file_in_words(one.birth_date, one.community, one.records)
    return "\n".join(filter(None, (facts, say(linked_words(one)))))


def linked_words(one: LinkedFile) -> Message:
    """Who said that a file is the same person's, and when."""
    told = {
        "who": one.who or "?",
        "laptop": one.laptop or "?",
        "day": datetime.fromtimestamp(one.at / 1000, UTC).date().isoformat() if one.at else "?",
    }
    if one.held:
        return Message(
            "erasure",
            "Linked by {who} on {laptop}, {day}. Must be kept: {reason}",
            {**told, "reason": one.held},
        )
    return Message("erasure", "Linked by {who} on {laptop}, {day}", told)


class RedactDialog(_ForGoodDialog):
    """Whether one note is removed. item: the note, as the history shows it."""

    LETTERS = 240

    def __init__(self, item: TimelineItem, parent: QWidget | None = None) -> None:
        text = " ".join(item.text.split())
        if len(text) > self.LETTERS:
            text = f"{text[: self.LETTERS]}…"
        super().__init__(
            Message("erasure", "Remove this note everywhere?"),
            (
                Message("erasure", "{day}: “{text}”", {"day": item.at, "text": text}),
                Message(
                    "erasure",
                    "Here it is done at once, on the other laptops with their next bundle. That the office "
                    "removed a note stays visible in the file.",
                ),
                Message(
                    "erasure",
                    "Nothing can bring it back: not Ctrl+Z, not an old bundle, not a backup. Paper and "
                    "exported files are yours to destroy.",
                ),
            ),
            Message("erasure", "Remove for good"),
            parent,
        )
        self.note = item.id
