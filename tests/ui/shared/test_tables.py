from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from desktop_app.language import Message
from desktop_app.services.progress import Step
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import State
from desktop_app.ui.shared.look import colour
from desktop_app.ui.shared.progress import ProgressCard
from desktop_app.ui.shared.tables import (
    PAGE_ROWS,
    PAGES_KEPT,
    STATE_ROLE,
    Column,
    PageAsk,
    PagedModel,
    Table,
    TableOrEmpty,
)
from tests.ui.picture import cut_off_text, nameless, prepare, settle, tables_without_names


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    here: bool


COLUMNS = (
    Column[Person]("name", Message("test", "Name"), lambda row: row.name, "name"),
    Column[Person](
        "state",
        Message("test", "State"),
        lambda row: "only here" if row.here else "received",
        state=lambda row: State.WAITS if row.here else State.DONE,
        width=160,
    ),
)


class Loader:
    """Answers every question about pages at once, and remembers it."""

    def __init__(self, model: PagedModel[Person]) -> None:
        self.asked: list[PageAsk[Person]] = []
        self._model = model
        model.page_asked.connect(self.answer)

    def answer(self, ask: PageAsk[Person]) -> None:
        self.asked.append(ask)
        rows = [Person(f"Person {n}", n % 3 == 0) for n in range(ask.first, ask.first + ask.count)]
        self._model.put_page(ask.first, rows)


@pytest.fixture
def model(qapp: QApplication) -> PagedModel[Person]:
    return PagedModel(COLUMNS)


def text(model: PagedModel[Person], row: int, column: int = 0) -> object:
    model.row_at(row)
    return model.data(model.index(row, column))


def test_the_model_keeps_qts_rules(model: PagedModel[Person]) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, fatal)
    loader = Loader(model)
    model.show_total(1000)
    assert text(model, 999) == "Person 999"
    assert loader.asked
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.show_rows([Person("Ana", True)])
    assert text(model, 0) == "Ana"
    assert tester.model() is model


def test_only_a_few_pages_are_held_however_far_one_scrolls(model: PagedModel[Person]) -> None:
    loader = Loader(model)
    model.show_total(1_000_000)
    for row in range(0, 1_000_000, 20_000):
        assert text(model, row) == f"Person {row}"
    assert len(model.pages_held()) <= PAGES_KEPT
    assert len(loader.asked) == 50


def test_a_page_is_asked_for_once_and_goes_on_from_the_row_above(
    model: PagedModel[Person],
) -> None:
    asked: list[PageAsk[Person]] = []
    model.page_asked.connect(asked.append)
    model.show_total(500)
    assert model.data(model.index(0, 0)) == "…"
    model.row_at(5)
    assert asked == [PageAsk(0, PAGE_ROWS, None, "", True)]
    model.put_page(0, [Person(f"Person {n}", False) for n in range(PAGE_ROWS)])
    model.row_at(PAGE_ROWS)
    assert asked[1] == PageAsk(PAGE_ROWS, PAGE_ROWS, Person("Person 199", False), "", True)
    model.row_at(499)
    assert asked[2].count == 100


def test_an_answer_to_an_older_question_is_dropped(model: PagedModel[Person]) -> None:
    model.show_total(10)
    model.row_at(0)
    model.show_total(10)
    model.put_page(0, [Person("old", False)] * 10)
    assert model.data(model.index(0, 0)) == "…"


def test_sorting_asks_anew_and_only_where_the_loader_can(model: PagedModel[Person]) -> None:
    loader = Loader(model)
    model.show_total(10)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.row_at(0)
    assert (loader.asked[-1].sort_key, loader.asked[-1].ascending) == ("name", False)
    before = len(loader.asked)
    model.sort(1)
    model.row_at(0)
    assert len(loader.asked) == before


def test_a_row_is_said_as_a_sentence(model: PagedModel[Person]) -> None:
    model.show_rows([Person("Jeanne <b>E", True)])
    index = model.index(0, 0)
    said = model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Name: Jeanne <b>E, State: only here"
    assert "&lt;b&gt;" in model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(0, 1), STATE_ROLE) is State.WAITS
    own = PagedModel(COLUMNS, sentence=lambda row: f"{row.name} waits")
    own.show_rows([Person("Ana", True)])
    assert own.data(own.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) == "Ana waits"


def test_the_table_is_walked_opened_and_filtered_by_keys(model: PagedModel[Person]) -> None:
    loader = Loader(model)
    table = Table(model, Message("test", "Clients"))
    model.show_total(100_000)
    prepare(table, (600, 400))
    table.choose(0)
    table.setFocus()
    opened: list[Person] = []
    chosen: list[Person] = []
    typed: list[str] = []
    table.opened.connect(opened.append)
    table.chosen.connect(chosen.append)
    table.typed.connect(typed.append)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClicks(table, "j")
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert opened == [Person("Person 1", False)]
    assert len(loader.asked) <= 4
    assert typed == ["j"]
    assert chosen[-1] == Person("Person 99999", True)
    assert table.current_row() == chosen[-1]
    assert cut_off_text(table) == []
    assert nameless(table) == []
    assert tables_without_names(table) == []


def test_states_are_drawn_in_their_colours(model: PagedModel[Person]) -> None:
    table = Table(model, Message("test", "Clients"))
    model.show_rows([Person("Ana", True)])
    prepare(table, (600, 200))
    picture = table.grab().toImage()
    inks = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }
    assert colour("waits_soft").name() in inks


def test_an_empty_table_is_a_sentence_and_a_button(model: PagedModel[Person]) -> None:
    table = Table(model, Message("test", "Clients"))
    empty = EmptyState("No one in the queue.", "Add a walk-in", "Ctrl+N does the same.")
    both = TableOrEmpty(table, empty)
    prepare(both, (600, 400))
    assert empty.isVisible()
    assert cut_off_text(both) == []
    heard: list[bool] = []
    empty.acted.connect(lambda: heard.append(True))
    empty.button.click()
    assert heard == [True]
    model.show_rows([Person("Ana", True)])
    settle(both)
    assert table.isVisible()
    assert empty.isHidden()


def test_progress_says_how_far_and_stops_once(qapp: QApplication) -> None:
    card = ProgressCard("Laptop East, 2 of 3")
    prepare(card, (420, 140))
    card.show_step(Step(1240, 1936, Message("test", "Reading")))
    assert card.bar.value() == 640
    assert card.bar.accessibleName() == "Laptop East, 2 of 3"
    heard: list[bool] = []
    card.cancel_asked.connect(lambda: heard.append(True))
    card.cancel.click()
    card.cancel.click()
    assert heard == [True]
    settle(card)
    assert cut_off_text(card) == []
