"""The list of files by how complete they are, samples to look through, and the norms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.file_quality import FileLine
from desktop_app.ui.practice.quality_presenter import QualityState, ordered
from desktop_app.ui.practice.services import Named
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.fields import ChoiceField, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import PlainLabel, Second, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.record_room import RecordRoom, button, buttons
from desktop_app.ui.shared.tables import Column, PageAsk, PagedModel, Table
from desktop_app.ui.shared.words import say

_SAMPLES = (5, 10, 20, 50)


def _columns() -> tuple[Column[FileLine], ...]:
    return (
        Column("name", Message("practice", "Client"), lambda line: line.name, "name", width=190),
        Column(
            "score",
            Message("practice", "Complete"),
            lambda line: say(Message("practice", "{n} %", {"n": line.quality.score})),
            "score",
            state=lambda line: State.WAITS if line.quality.missing else State.DONE,
            width=110,
        ),
        Column(
            "missing",
            Message("practice", "What is missing"),
            lambda line: ", ".join(say(one) for one in line.quality.words()),
            width=480,
        ),
        Column("owner", Message("practice", "Worker"), lambda line: line.owner, "owner", width=160),
        Column(
            "contact",
            Message("practice", "Last contact"),
            lambda line: partial_date(line.last_contact) if line.last_contact else "",
            "contact",
            width=160,
        ),
        Column(
            "reviewed",
            Message("practice", "Reviewed"),
            lambda line: partial_date(line.reviewed_on) if line.reviewed_on else "",
            "reviewed",
            width=160,
        ),
    )


class QualityPage(RecordRoom):
    """The page. narrowed: worker, community. drawn: words
    and how many. gone, review_asked: a client."""

    opened = Signal()
    narrowed = Signal(str, str)
    drawn = Signal(str, int)
    all_asked = Signal()
    gone = Signal(str)
    review_asked = Signal(str)
    settle_asked = Signal()

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self.column.addWidget(
            PlainLabel(
                Message("practice", "Which files lack what the next person needs, and what is it?")
            )
        )
        everybody = Message("practice", "All workers")
        self.worker = ChoiceField(Message("practice", "Worker"), (), empty=everybody)
        everywhere = Message("practice", "All communities")
        self.community = ChoiceField(Message("practice", "Community"), (), empty=everywhere)
        for field in (self.worker, self.community):
            field.left.connect(lambda value: self._narrow())
        filters = QWidget()
        flow = FlowLayout(filters, gap=space(4))
        flow.addWidget(self.worker)
        flow.addWidget(self.community)
        self.column.addWidget(filters)
        self._sampling = QWidget()
        flow = FlowLayout(self._sampling, gap=space(4), align_bottom=True)
        self.many = ChoiceField(
            Message("practice", "How many files"),
            [(number, str(number)) for number in _SAMPLES],
        )
        self.many.set_value(_SAMPLES[0])
        self.seed = TextField(
            Message("practice", "Words of the draw"),
            help_text=Message("practice", "The same words draw the same files again."),
            width_letters=16,
        )
        flow.addWidget(self.many)
        flow.addWidget(self.seed)
        self.draw = button(Message("practice", "Draw a sample"), self._draw, "list-filter")
        flow.addWidget(self.draw)
        self.column.addWidget(self._sampling)
        self.said = Second()
        self.column.addWidget(self.said)
        self._lines: tuple[FileLine, ...] = ()
        self.rows: PagedModel[FileLine] = PagedModel(_columns())
        self.rows.page_asked.connect(self._page_asked)
        self.review = button(
            Message("practice", "Write a review of the chosen file…"),
            partial(self._chosen, self.review_asked.emit),
            "file-check",
            Kind.PRIMARY,
        )
        self.whole = button(Message("practice", "Show all files"), self.all_asked.emit, "x")
        self.settle = button(
            Message("practice", "What a complete file has…"), self.settle_asked.emit, "settings"
        )
        look = button(
            Message("practice", "Open the chosen file"),
            partial(self._chosen, self.gone.emit),
            "user",
        )
        self.column.addWidget(buttons(self.review, look, self.whole, self.settle))
        self.table: Table[FileLine] = Table(self.rows, Message("practice", "Files"), dense=True)
        self.table.opened.connect(lambda line: self.gone.emit(line.client))
        self.column.addWidget(self.table)
        self._order = ("score", True)
        self.retheme()

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.table.setMinimumHeight(scaled(320))

    def activate(self) -> None:
        """Ask for everything again."""
        self.opened.emit()

    def show_filters(
        self, workers: Sequence[Named], communities: Sequence[Named], seed: str
    ) -> None:
        """Offer these."""
        self.worker.set_choices(list(workers))
        self.community.set_choices(list(communities))
        self.community.setVisible(len(communities) > 1)
        self.seed.set_value(seed)

    def show_files(self, state: QualityState) -> None:
        """Show them."""
        self._sampling.setVisible(state.may_review)
        self.review.setVisible(state.may_review)
        self.settle.setVisible(state.may_settle)
        self.whole.setVisible(bool(state.seed))
        count = Message(
            "practice",
            "{n} open file, the least complete first unless you choose another order. Enter opens it.",
            {},
            "{n} open files, the least complete first unless you choose another order. Enter opens one.",
            len(state.lines),
        )
        if state.seed:
            count = Message(
                "practice",
                "{n} file drawn by “{words}”",
                {"words": state.seed},
                "{n} files drawn by “{words}”",
                len(state.lines),
            )
        self.said.set_words(count)
        now = self.table.currentIndex().row()
        self._lines = ordered(state.lines, *self._order)
        self.rows.show_rows(self._lines)
        if state.lines:
            self.table.choose(min(max(now, 0), len(state.lines) - 1))

    def _page_asked(self, ask: PageAsk[FileLine]) -> None:
        if ask.sort_key and (ask.sort_key, ask.ascending) != self._order:
            self._order = (ask.sort_key, ask.ascending)
            self._lines = ordered(self._lines, *self._order)
        self.rows.put_page(ask.first, self._lines[ask.first : ask.first + ask.count])

    def _narrow(self) -> None:
        self.narrowed.emit(str(self.worker.value() or ""), str(self.community.value() or ""))

    def _draw(self) -> None:
        many = self.many.value()
        self.drawn.emit(
            str(self.seed.value() or ""), many if isinstance(many, int) else _SAMPLES[0]
        )

    def _chosen(self, act: Callable[[str], None]) -> None:
        line = self.table.current_row()
        if line is not None:
            act(line.client)
