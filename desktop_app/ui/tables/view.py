"""The room for tables on the screen: begin, columns, rehearsal, done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import Value
from desktop_app.domain.own_fields import OwnFact
from desktop_app.interchange.client_mapping import Mapping
from desktop_app.interchange.record import Refusal
from desktop_app.language import Message
from desktop_app.services.progress import Step
from desktop_app.services.tables.import_report import RowCount
from desktop_app.services.tables.imports import ColumnChoice, ImportReport, MappingGuess, UndoLine
from desktop_app.services.tables.list_reading import CellChange, ReadBack
from desktop_app.services.tables.list_tables import LISTS, Listed
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.choosing_files import choose_file, choose_new
from desktop_app.ui.shared.fields import Check, ChoiceField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.progress import ProgressCard
from desktop_app.ui.shared.words import Words, say

SHOWN = 100
"""So many rows that were refused, and so many likely doubles, are listed; the counts tell all."""

_SAMPLE_LETTERS = 60
_NOTHING = "-"
_ORDERS = (
    ("DMY", Message("tables", "day, month, year")),
    ("MDY", Message("tables", "month, day, year")),
    ("YMD", Message("tables", "year, month, day")),
)


class TablesPart(QWidget):
    """Begins with the file that is asked for, and leads step by step.

    file_given: a path to read. meant: number of a column and what it means. ordered: number of a
    column and the order of its dates. left_out: number of a row, and whether it is left out.
    undo_asked: an import. export_given: a list and a path to write. column_chosen: the code of a column
    of a list that is read back, and whether it is taken.
    """

    shown_again = Signal()
    file_given = Signal(object)
    sheet_chosen = Signal(str)
    meant = Signal(int, str)
    ordered = Signal(int, str)
    rehearse_asked = Signal()
    columns_asked = Signal()
    left_out = Signal(int, bool)
    take_asked = Signal()
    begin_asked = Signal()
    stop_asked = Signal()
    undo_asked = Signal(str)
    export_given = Signal(object, object)
    column_chosen = Signal(str, bool)
    back_taken = Signal()

    help_topic = "clients"

    def __init__(self, local: Callable[[int], datetime]) -> None:
        """local: a moment in milliseconds UTC on the clock of this place."""
        super().__init__()
        self._local = local
        self._presenter: object = None
        self.choose_file: Callable[[], Path | None] = self._ask_file
        self.choose_new: Callable[[str], Path | None] = self._ask_new
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, space(2), 0, 0)
        self._column.setSpacing(space(3))
        self.progress = ProgressCard(Message("tables", "Looking at the table"))
        self.progress.cancel_asked.connect(self.stop_asked)
        self.progress.hide()
        self._column.addWidget(self.progress)
        self._page: QWidget | None = None
        self._problem: Banner | None = None
        self.columns: list[ChoiceField] = []
        self.refused: CardList | None = None
        self.doubles: CardList | None = None
        self.primary: Button | None = None

    def activate(self) -> None:
        """Ask for everything again."""
        self.shown_again.emit()

    def keep(self, presenter: object) -> None:
        """Keep whoever answers the signals, which by themselves keep nobody."""
        self._presenter = presenter

    # What the presenter says

    def show_start(self, imports: Sequence[UndoLine]) -> None:
        """Show how to begin, and the imports that were made here."""
        page = self._begin(Message("tables", "People from a table"))
        page.addWidget(
            PlainLabel(
                Message(
                    "tables",
                    "Take a workbook (.xlsx) or a .csv with one person a row. Portage guesses what the "
                    "columns mean, shows what would happen, and only then brings the people in. All of "
                    "it can be taken back.",
                )
            )
        )
        choose = PrimaryButton(Message("tables", "Choose a table…"), icon_name="folder-open")
        choose.clicked.connect(lambda: self._give(self.choose_file(), self.file_given))
        self._buttons(page, choose)
        self._show_lists(page)
        if imports:
            page.addWidget(Heading(Message("tables", "Brought in on this laptop"), level=2))
            made = CardList(Message("tables", "Brought in on this laptop"))
            made.acted.connect(self.undo_asked)
            made.show_cards([self._import_card(one) for one in imports])
            page.addWidget(made)

    def _show_lists(self, page: QVBoxLayout) -> None:
        """The lists that can be written, and read back."""
        page.addWidget(Heading(Message("lists", "A list as a table"), level=2))
        page.addWidget(
            PlainLabel(
                Message(
                    "lists",
                    "Write a list, filter it or change a column in a spreadsheet, and choose the table "
                    "above to read back what was changed. Portage shows every change first.",
                )
            )
        )
        self.listed = ChoiceField(
            Message("lists", "List"),
            tuple((one.value, words) for one, (words, _) in LISTS.items()),
            required=True,
        )
        self.listed.set_value(Listed.CLIENTS.value)
        page.addWidget(self.listed)
        self.unlocked = Banner(
            State.WAITS,
            Message(
                "lists",
                "This table is not encrypted: whoever opens it reads everybody who is in it. Give it "
                "only to somebody who may know all of these people, and delete it as soon as it has "
                "served.",
            ),
        )
        # The services of the directory are nobody's secret.
        self.listed.left.connect(
            lambda value: self.unlocked.setVisible(value != Listed.SERVICES.value)
        )
        page.addWidget(self.unlocked)
        write = Button(Message("lists", "Write the list into a table…"), icon_name="file-down")
        write.clicked.connect(self._write_list)
        self._buttons(page, write)

    def _write_list(self) -> None:
        listed = Listed(str(self.listed.value() or Listed.CLIENTS.value))
        path = self.choose_new(listed.value)
        if path is not None:
            self.export_given.emit(listed, path)

    def show_read_back(self, found: ReadBack, chosen: frozenset[str]) -> None:
        """Show what was changed in a list that Portage wrote, before anything is written."""
        page = self._begin(Message("lists", "What was changed in the table"))
        title, _ = LISTS[found.listed]
        told = {"file": found.file, "list": title}
        words = Message(
            "lists", "{file}: {list}, {n} row. Nothing is written yet.", told,
            "{file}: {list}, {n} rows. Nothing is written yet.", found.rows,
        )  # fmt: skip
        page.addWidget(Second(words))
        taken = [one for one in found.changes if one.column in chosen]
        if not found.changes:
            page.addWidget(PlainLabel(Message("lists", "No cell was changed."), bold=True))
        for code, (label, many) in found.columns.items():
            box = Check(
                Message("lists", "{column}: {n} change", {"column": label},
                        "{column}: {n} changes", many)
            )  # fmt: skip
            box.setChecked(code in chosen)
            box.clicked.connect(lambda on, code=code: self.column_chosen.emit(code, bool(on)))
            page.addWidget(box)
        if taken:
            changes = Message("lists", "Changes")
            self.changes = CardList(changes)
            self.changes.show_cards([_change_card(n, one) for n, one in enumerate(taken[:SHOWN])])
            page.addWidget(Heading(changes, level=2))
            page.addWidget(self.changes)
        if found.refused:
            self._show_refused(page, found.refused)
        take = PrimaryButton(
            Message("lists", "Take {n} change", {}, "Take {n} changes", len(taken)),
            icon_name="check",
        )
        take.clicked.connect(self.back_taken)
        take.setVisible(bool(taken))
        leave = self._leave()
        self._buttons(page, take, leave)
        self._focus(take if taken else leave)
        self.primary = take if taken else leave

    def show_columns(
        self, file: str, guess: MappingGuess, columns: Mapping, choices: Sequence[ColumnChoice]
    ) -> None:
        """Ask what each column means."""
        page = self._begin(Message("tables", "What the columns mean"))
        counted = {"file": file, "n": guess.row_count}
        page.addWidget(
            Second(
                Message(
                    "tables",
                    "{file}: {n} row",
                    counted,
                    plural="{file}: {n} rows",
                    n=guess.row_count,
                )
            )
        )
        if guess.saved:
            page.addWidget(
                Second(Message("tables", "The columns are taken as the last time. Look at them."))
            )
        if len(guess.sheets) > 1:
            sheet = ChoiceField(
                Message("tables", "Sheet"), tuple((one, one) for one in guess.sheets)
            )
            sheet.set_value(guess.sheet)
            sheet.left.connect(lambda value: self.sheet_chosen.emit(str(value or guess.sheet)))
            page.addWidget(sheet)
        offered: tuple[tuple[Value, Words], ...] = (
            (_NOTHING, Message("tables", "leave this column out")),
            *((one.path, partial(_choice_words, one)) for one in choices),
        )
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(5))
        grid.setVerticalSpacing(space(3))
        grid.setColumnStretch(1, 1)
        self.columns = []
        for number, column in enumerate(columns.columns):
            field = ChoiceField(column.heading, offered)
            field.set_value(column.path or _NOTHING)
            field.left.connect(lambda value, n=number: self.meant.emit(n, _path(value)))
            self.columns.append(field)
            grid.addWidget(field, number, 0)
            grid.addWidget(Second(_sample(guess, number)), number, 1, Qt.AlignmentFlag.AlignBottom)
            if column.order_asked:
                order = ChoiceField(Message("tables", "How its dates are written"), _ORDERS)
                order.set_value(column.date_order or None)
                order.left.connect(lambda value, n=number: self.ordered.emit(n, str(value or "")))
                grid.addWidget(order, number, 2)
        page.addWidget(holder)
        go_on = PrimaryButton(Message("tables", "Try without writing"), icon_name="eye")
        go_on.clicked.connect(self.rehearse_asked)
        self._buttons(page, go_on, self._leave())
        self._focus(self.columns[0].inputs()[0] if self.columns else go_on)
        self.primary = go_on

    def show_rehearsal(self, report: ImportReport, left_out: frozenset[int]) -> None:
        """Show what would become of each row. left_out: numbers of rows that are not taken."""
        page = self._begin(Message("tables", "What would happen"))
        page.addWidget(
            Second(
                Message(
                    "tables",
                    "Nothing is written yet. Rows have their number in the file, headings included.",
                )
            )
        )
        for count in report.tables.values():
            page.addWidget(PlainLabel(partial(_counted, count, len(left_out)), bold=True))
        self._told(page, report)
        if report.duplicates:
            page.addWidget(Heading(Message("tables", "Who may be here already"), level=2))
            page.addWidget(
                Second(
                    Message(
                        "tables",
                        "These rows are left aside until you choose to take them, so that nobody gets "
                        "two files.",
                    )
                )
            )
            self.doubles = CardList(Message("tables", "Who may be here already"))
            self.doubles.acted.connect(
                lambda key: self.left_out.emit(int(key), int(key) not in left_out)
            )
            self.doubles.show_cards(_double_cards(report, left_out))
            page.addWidget(self.doubles)
        take = PrimaryButton(Message("tables", "Bring the people in"), icon_name="download")
        take.clicked.connect(self.take_asked)
        back = Button(Message("tables", "Back to the columns"), icon_name="arrow-left")
        back.clicked.connect(self.columns_asked)
        self._buttons(page, take, back, self._leave())
        self._focus(take)
        self.primary = take

    def show_done(self, report: ImportReport) -> None:
        """Show what became of the rows."""
        page = self._begin(Message("tables", "The people are here"))
        for count in report.tables.values():
            page.addWidget(PlainLabel(partial(_counted, count), bold=True))
        self._told(page, report)
        undo = Button(Message("tables", "Take all of it back"), icon_name="undo-2")
        undo.clicked.connect(lambda: self.undo_asked.emit(report.undo))
        undo.setVisible(bool(report.undo))
        again = PrimaryButton(Message("tables", "Done"), icon_name="check")
        again.clicked.connect(self.begin_asked)
        self._buttons(page, again, undo)
        self._focus(again)
        self.primary = again

    def show_working(self, words: Message | None) -> None:
        """Say what runs now; None: nothing."""
        self.progress.setVisible(words is not None)
        if self._page is not None:
            self._page.setEnabled(words is None)
        if words is not None:
            self.progress.begin(words)
            self._drop_problem()
            self._focus(self.progress.cancel)

    def show_step(self, step: Step) -> None:
        """Show how far it is."""
        self.progress.show_step(step)

    def show_problem(self, words: Message) -> None:
        """Say what did not go, and that nothing was changed."""
        self._drop_problem()
        self._problem = Banner(State.DANGER, words)
        self._column.insertWidget(0, self._problem)
        if self.primary is not None:
            self._focus(self.primary)

    # Inside

    def _begin(self, title: Words) -> QVBoxLayout:
        if self._page is not None:
            self._page.hide()
            self._page.deleteLater()
        self._drop_problem()
        self.refused = self.doubles = self.primary = None
        self._page = QWidget()
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(space(3))
        page.addWidget(Heading(title, level=2))
        self._column.addWidget(self._page)
        return page

    def _told(self, page: QVBoxLayout, report: ImportReport) -> None:
        for doubt in report.doubts[:SHOWN]:
            page.addWidget(Second(doubt))
        for notice in report.notices[:SHOWN]:
            page.addWidget(Second(notice.message))
        if report.refused:
            self._show_refused(page, report.refused)

    def _show_refused(self, page: QVBoxLayout, refused: Sequence[Refusal]) -> None:
        page.addWidget(Heading(Message("tables", "Rows that are not taken"), level=2))
        self.refused = CardList(Message("tables", "Rows that are not taken"))
        self.refused.show_cards(
            [
                Card(f"{number}", *_refused_words(one), icon="triangle-alert", quiet=True)
                for number, one in enumerate(refused[:SHOWN])
            ]
        )
        page.addWidget(self.refused)

    def _buttons(self, page: QVBoxLayout, *buttons: Button) -> None:
        row = QWidget()
        flow = FlowLayout(row, gap=space(2))
        for button in buttons:
            flow.addWidget(button)
        page.addWidget(row)

    def _leave(self) -> Button:
        leave = Button(Message("tables", "Leave"), icon_name="x")
        leave.clicked.connect(self.begin_asked)
        return leave

    def _import_card(self, one: UndoLine) -> Card:
        def told() -> str:
            made = say(_day(self._local(one.at)))
            if not one.undone_at:
                return made
            undone = self._local(one.undone_at)
            words = {"made": made, "undone": say(_day(undone))}
            return say(Message("tables", "{made}; taken back {undone}", words))

        return Card(
            one.id,
            one.title,
            told,
            icon="undo-2" if one.undone_at else "download",
            action=None if one.undone_at else Message("tables", "Take it back"),
            quiet=bool(one.undone_at),
        )

    def _drop_problem(self) -> None:
        if self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
            self._problem = None

    @staticmethod
    def _focus(widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _give(path: Path | None, signal: object) -> None:
        if path is not None:
            signal.emit(path)  # type: ignore[attr-defined]

    def _ask_file(self) -> Path | None:
        return choose_file(self, Message("tables", "Choose a table…"), "Excel, CSV (*.xlsx *.csv)")

    def _ask_new(self, name: str) -> Path | None:
        return choose_new(
            self,
            Message("lists", "Write the list into a table…"),
            f"portage-{name}.xlsx",
            "Excel (*.xlsx);;CSV (*.csv)",
        )


def _change_card(number: int, change: CellChange) -> Card:
    words = {"name": change.name, "field": change.field.label}
    title = Message("lists", "{name}: {field}", words) if change.name else change.field.label
    return Card(f"{number}", title, partial(_change_words, change), icon="pencil", quiet=True)


def _change_words(change: CellChange) -> str:
    nothing = Message("lists", "nothing")
    said = {
        "before": str(OwnFact(change.field, change.before)) or say(nothing),
        "after": str(OwnFact(change.field, change.after)) or say(nothing),
    }
    return say(Message("lists", "{before} → {after}", said))


def _path(value: object) -> str:
    return "" if value in (None, _NOTHING) else str(value)


def _choice_words(choice: ColumnChoice) -> str:
    words = {"field": say(choice.label), "about": say(choice.about)}
    return say(Message("tables", "{field} ({about})", words))


def _sample(guess: MappingGuess, number: int) -> str:
    shown = [
        str(row[number])
        for row in guess.sample
        if number < len(row) and row[number] not in (None, "")
    ]
    text = " · ".join(shown)
    return text if len(text) <= _SAMPLE_LETTERS else f"{text[:_SAMPLE_LETTERS]}…"


def _refused_words(one: Refusal) -> tuple[Words, Words]:
    """Where and why; where stands by itself only if the sentence does not say it."""
    return (one.message, "") if one.where in str(one.message) else (one.where, one.message)


def _counted(count: RowCount, aside: int = 0) -> str:
    """What becomes of the rows. aside: how many of the new ones are not taken until somebody chooses."""
    values = {
        "n": count.read,
        "new": count.taken - aside,
        "changed": count.changed,
        "same": count.unchanged + count.left + count.repeated,
        "refused": count.refused,
        "aside": aside,
    }
    if aside:
        return say(
            Message(
                "tables",
                "{n} rows: {new} new, {changed} changed, {same} already here, {aside} left aside, "
                "{refused} not taken",
                values,
            )
        )
    return say(
        Message(
            "tables",
            "{n} rows: {new} new, {changed} changed, {same} already here, {refused} not taken",
            values,
        )
    )


def _double_cards(report: ImportReport, left_out: frozenset[int]) -> list[Card]:
    cards: list[Card] = []
    for pair in report.duplicates[:SHOWN]:
        rows = [report.rows[one] for one in (pair.a, pair.b) if one in report.rows]
        if not rows:
            continue
        row = max(rows)
        if str(row) in {one.key for one in cards}:
            continue
        names = {
            "one": report.names.get(pair.a, pair.a),
            "other": report.names.get(pair.b, pair.b),
            "row": row,
        }
        out = row in left_out
        cards.append(
            Card(
                str(row),
                Message("tables", "Row {row}: {one} and {other}", names),
                partial(_reasons, tuple(pair.reasons)),
                icon="git-merge",
                badge=(State.NEUTRAL, Message("tables", "left out")) if out else None,
                action=Message("tables", "Take it") if out else Message("tables", "Leave out"),
            )
        )
    return cards


def _reasons(reasons: Sequence[object]) -> str:
    return " ".join(say(one) if isinstance(one, Message) else str(one) for one in reasons)


def _day(moment: datetime) -> Message:
    return Message(
        "tables", "{date} at {time}", {"date": moment.date().isoformat(), "time": f"{moment:%H:%M}"}
    )
