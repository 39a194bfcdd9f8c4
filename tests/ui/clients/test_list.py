"""The list: pages of many, a filter that says why, and a way to begin where nobody is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from desktop_app.domain.fields import Field
from desktop_app.language import use_language
from desktop_app.services.clients.client_lines import ClientLine
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.list_columns import USUAL, KeptColumns, ListColumns
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.list_presenter import ListPresenter, found_words
from desktop_app.ui.clients.services import Named
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.tables import PAGE_ROWS, PAGES_KEPT, STATE_ROLE
from desktop_app.ui.shell.places import Route
from desktop_app.ui.shell.presenter import Waits
from desktop_app.ui.shell.view import MainWindow
from tests.builders import carry
from tests.ui.clients.rehearsal import PLACES, Way, World, a_world
from tests.ui.forms.about import a_field
from tests.ui.picture import cut_off_text, prepare, settle


class Shelf:
    """A list that keeps what it is told."""

    def __init__(self) -> None:
        self.communities: list[str] = []
        self.totals: list[tuple[int, bool]] = []
        self.pages: dict[int, list[str]] = {}
        self.found: list[tuple[str, list[ClientLine]]] = []
        self.unfinished: list[int] = []
        self.columns: tuple[tuple[str, ...], KeptColumns] = ((), KeptColumns())

    def show_communities(self, communities: Sequence[Named]) -> None:
        self.communities = [one.name for one in communities]

    def show_columns(self, offered: Sequence[Field], kept: KeptColumns) -> None:
        self.columns = (tuple(one.name for one in offered), kept)

    def show_total(self, total: int, *, filtered: bool) -> None:
        self.totals.append((total, filtered))

    def put_page(self, first: int, lines: Sequence[ClientLine]) -> None:
        self.pages[first] = [one.name for one in lines]

    def show_found(self, words: str, lines: Sequence[ClientLine]) -> None:
        self.found.append((words, list(lines)))

    def show_unfinished(self, at: int) -> None:
        self.unfinished.append(at)


@pytest.fixture(scope="module")
def world() -> World:
    made = a_world()
    for number, name in enumerate(("Zoé Exemple", "Élise Fictif", "Marc Exemple", "Ana Démo")):
        given, family = name.split()
        made.clients.add(
            {
                "given": given,
                "family": family,
                "community": PLACES[number % 2],
                "telephone": f"819 555 01{number:02d}",
            }
        )
    return made


def _presenter(world: World) -> tuple[ListPresenter, Shelf, Way]:
    shelf, way = Shelf(), Way()
    return ListPresenter(shelf, world.services(), ImmediateJobs(), way), shelf, way


def test_it_begins_with_everybody(world: World) -> None:
    presenter, shelf, _ = _presenter(world)
    presenter.begin()
    assert sorted(shelf.communities) == sorted(PLACES)
    assert shelf.totals == [(4, False)]
    presenter.page(0, 2, None)
    assert shelf.pages[0] == ["Ana Démo", "Marc Exemple"]
    presenter.page(2, 2, world.clients.page(2)[-1])
    presenter.page(3, 1, None)
    assert shelf.pages[2] == ["Zoé Exemple", "Élise Fictif"]
    assert shelf.pages[3] == ["Élise Fictif"]


def test_one_letter_finds_nothing_two_do_without_accents(world: World) -> None:
    presenter, shelf, _ = _presenter(world)
    presenter.narrow("e")
    assert shelf.found == []
    presenter.narrow("el")
    words, lines = shelf.found[-1]
    assert words == "el"
    assert [one.name for one in lines] == ["Élise Fictif"]
    assert [str(one) for one in lines[0].why] == ["name"]


def test_the_end_of_a_telephone_is_said_as_the_reason(world: World) -> None:
    presenter, shelf, _ = _presenter(world)
    presenter.narrow("0102")
    (line,) = shelf.found[-1][1]
    assert line.name == "Marc Exemple"
    assert any("0102" in str(reason) for reason in line.why)


def test_an_empty_filter_shows_everybody_again(world: World) -> None:
    presenter, shelf, _ = _presenter(world)
    presenter.narrow("exemple")
    presenter.narrow("")
    assert shelf.totals == [(4, False)]


def test_a_community_narrows_pages_and_what_is_found(world: World) -> None:
    presenter, shelf, _ = _presenter(world)
    second = next(one.id for one in world.services().communities() if one.name == PLACES[1])
    presenter.choose_community(second)
    assert shelf.totals == [(2, True)]
    presenter.page(0, 10, None)
    assert shelf.pages[0] == ["Ana Démo", "Élise Fictif"]
    presenter.narrow("exemple")
    assert shelf.found[-1][1] == []


def test_a_page_of_an_earlier_question_is_dropped(world: World) -> None:
    presenter, shelf, _ = _presenter(world)
    presenter.begin()
    late: list[object] = []

    class Later(ImmediateJobs):
        def start(self, name, work, done, failed, progressed=None):  # type: ignore[no-untyped-def]
            if name.startswith("clients page"):
                late.append(lambda: done(work(None)))
            else:
                super().start(name, work, done, failed, progressed)

    slow = ListPresenter(shelf, world.services(), Later(), Way())
    slow.begin()
    slow.page(0, 4, None)
    slow.choose_community(world.services().communities()[0].id)
    for answer in late:
        answer()  # type: ignore[operator]
    assert shelf.pages == {}


def test_what_was_searched_becomes_the_name_of_a_new_person(world: World) -> None:
    presenter, _, way = _presenter(world)
    presenter.narrow("Paul Exemple")
    presenter.new()
    assert way.gone == [("clients", "new Paul Exemple")]
    presenter.narrow("")
    presenter.new()
    assert way.gone[-1] == ("clients", "new")


def test_an_unfinished_person_is_offered_until_it_is_answered(world: World) -> None:
    presenter, shelf, way = _presenter(world)
    world.drafts.save("client", "", "given", "Paul")
    presenter.begin()
    assert shelf.unfinished[-1] > 0
    presenter.go_on()
    assert way.gone == [("clients", "resume")]
    presenter.discard_unfinished()
    assert shelf.unfinished[-1] == 0
    assert world.drafts.kept == {}


def test_the_first_fifty_are_not_called_all() -> None:
    assert str(found_words(1)) == "1 person found"
    assert str(found_words(50)) == "The first 50; type more"


def _screen(qtbot: QtBot, world: World, way: Way) -> ClientsScreen:
    screen = build(world.services(), ImmediateJobs(), way)
    assert isinstance(screen, ClientsScreen)
    qtbot.addWidget(screen)
    prepare(screen)
    screen.show_detail("")
    screen.activate()
    settle(screen)
    return screen


def test_the_table_says_who_and_what_waits(qtbot: QtBot, world: World) -> None:
    screen = _screen(qtbot, world, Way())
    model = screen.list.rows
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 4
    cells = {one.key: model.index(0, number).data() for number, one in enumerate(model.columns)}
    assert cells["name"] == "Ana Démo"
    assert cells["complete"] == "To complete"
    assert cells["shared"] == "only here"
    assert model.index(0, len(model.columns) - 1).data(STATE_ROLE) is not None
    said = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Ana Démo" in said
    assert "To complete" in said


def test_the_filter_is_first_and_enter_opens_the_chosen(qtbot: QtBot, world: World) -> None:
    way = Way()
    screen = _screen(qtbot, world, way)
    page = screen.list
    QTest.keyClicks(page.filter.line, "elise")
    QTest.keyClick(page.filter.line, Qt.Key.Key_Return)
    assert page.rows.rowCount() == 1
    assert not page.table.isColumnHidden(1)
    QTest.keyClick(page.filter.line, Qt.Key.Key_Return)
    assert way.gone == [("clients", world.clients.find("elise")[0].id)]
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.rows.rowCount() == 4
    assert page.table.isColumnHidden(1)


def test_letters_typed_over_the_table_go_into_the_filter(qtbot: QtBot, world: World) -> None:
    page = _screen(qtbot, world, Way()).list
    QTest.keyClicks(page.table, "z")
    assert page.filter.value() == "z"


def test_where_nobody_is_there_is_a_sentence_and_a_button(qtbot: QtBot) -> None:
    way = Way()
    screen = _screen(qtbot, a_world(), way)
    assert screen.list.empty.isVisible()
    screen.list.empty.button.click()
    assert way.gone == [("clients", "new")]


def test_large_text_leaves_room_for_six_people(qtbot: QtBot, world: World) -> None:
    """At 1366 x 768 and 200 %, in the window with its band and its bars."""
    screen = _screen(qtbot, world, Way())
    window = MainWindow()
    qtbot.addWidget(window)
    window.register("clients", lambda: screen)
    window.show_person("Maude Fictive")
    window.show_badges({"today": Waits(60), "exchange": Waits(17)})
    window.show_route(Route("clients"), back=False, forward=False)
    prepare(window, (1366, 768), "fr", "light", 200)
    settle(window)
    page = screen.list
    assert window.height() == 768
    assert page.table.viewport().height() >= 6 * page.table.rowHeight(0)
    assert cut_off_text(window) == []
    for widget in (page.community, page.new, page.choose_columns):
        assert not widget.isVisible()
    prepare(window, (1366, 768), "fr", "light", 100)
    assert page.community.isVisible()
    assert not page.view.isVisible()


def test_one_button_holds_what_large_text_folds(qtbot: QtBot, world: World) -> None:
    way = Way()
    screen = _screen(qtbot, world, way)
    prepare(screen, (1366, 500), text_percent=200)
    page = screen.list
    page.view.click()
    lines = {line.text(): line for line in page.menu.actions() if not line.isSeparator()}
    assert lines["All communities"].isChecked()
    name = next(words for words in lines if lines[words].isCheckable() and words[:3] != "All")
    lines[name].trigger()
    page.menu.close()
    settle(screen)
    assert page.rows.rowCount() == 2
    assert page.shown_count == f"2 people · {name}"
    page.view.click()
    lines = {line.text(): line for line in page.menu.actions()}
    assert lines[name].isChecked()
    lines["Duplicates"].trigger()
    page.menu.close()
    assert way.gone == [("exchange", "duplicates")]


def test_many_thousands_are_never_held_at_once(
    qtbot: QtBot, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = 100_000
    (line,) = world.clients.page(1)
    asked: list[tuple[int | None, str | None]] = []

    def page(
        self: Clients,
        limit: int = 200,
        after: str | None = None,
        offset: int | None = None,
        order: str = "name",
        community: bytes | None = None,
    ) -> list[ClientLine]:
        asked.append((offset, after))
        assert limit <= PAGE_ROWS
        return [replace(line, name=f"Personne {offset}")] * limit

    monkeypatch.setattr(Clients, "count", lambda self, community=None: many)
    monkeypatch.setattr(Clients, "page", page)
    screen = _screen(qtbot, world, Way())
    table = screen.list.table
    assert len(asked) == 1, "only what is seen is asked for"
    for row in range(0, many, many // 40):
        table.scrollTo(screen.list.rows.index(row, 0))
        settle(screen)
    held = screen.list.rows._pages
    assert len(held) <= PAGES_KEPT
    table.scrollTo(screen.list.rows.index(many - 1, 0))
    settle(screen)
    assert screen.list.rows.index(many - 1, 0).data() == f"Personne {many - PAGE_ROWS}"


def test_headings_are_said_in_the_language_of_the_person(qtbot: QtBot, world: World) -> None:
    screen = _screen(qtbot, world, Way())
    prepare(screen, language="fr")
    assert screen.list.rows.headerData(0, Qt.Orientation.Horizontal) == "Nom"
    use_language("en")


def test_own_columns_are_shown_kept_for_the_person_and_sorted(qtbot: QtBot) -> None:
    world, way = a_world(), Way()
    a_field(world.office, "client", "Loyer", "Rent", sort="money", code="rent")
    a_field(world.office, "client", "Bande", "Band", code="band")
    carry(world.office, world.laptop)
    for given, rent, band in (("Ana", 90000, "b"), ("Bea", 5000, "É"), ("Cid", None, "a")):
        world.clients.add(
            {"given": given, "family": "Exemple", "community": PLACES[0], "own_band": band,
             **({} if rent is None else {"own_rent": rent})}
        )  # fmt: skip
    screen = build(world.services(), ImmediateJobs(), way)
    assert isinstance(screen, ClientsScreen)
    qtbot.addWidget(screen)
    prepare(screen)
    screen.show_detail("")
    screen.activate()
    page = screen.list

    def names() -> list[str]:
        keys = [one.key for one in page.rows.columns]
        at = keys.index("name")
        return [str(page.rows.index(n, at).data()) for n in range(page.rows.rowCount())]

    assert [one.key for one in page.rows.columns if one.sort_key] == []
    page.choose_columns.click()
    dialog = page.columns_dialog
    assert dialog is not None
    dialog.boxes["own_rent"].setChecked(True)
    dialog.boxes["language"].setChecked(False)
    dialog.sort.set_value("own_rent")
    dialog.verb.click()
    settle(screen)
    keys = [one.key for one in page.rows.columns]
    assert "own_rent" in keys
    assert "language" not in keys
    assert names() == ["Bea Exemple", "Ana Exemple", "Cid Exemple"]
    assert "900" in str(page.rows.index(1, keys.index("own_rent")).data())
    # By the head of the column the other way round; who has no value stays last.
    page.table.horizontalHeader().setSortIndicator(
        keys.index("own_rent"), Qt.SortOrder.DescendingOrder
    )
    assert names() == ["Ana Exemple", "Bea Exemple", "Cid Exemple"]
    # Another window of the same person shows the same; somebody else's does not.
    assert ListColumns(world.laptop).kept() == KeptColumns(
        (*(one for one in USUAL if one != "language"), "own_rent"), "own_rent"
    )
    assert ListColumns(world.office).kept() == KeptColumns()
    assert ListColumns(world.laptop).order("own_band", True)[0] == world.clients.find("Cid")[0].id
