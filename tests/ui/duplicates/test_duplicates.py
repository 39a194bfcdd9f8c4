"""The screen of doubles: decided by keys alone, and whole in both languages and sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.services.clients.clients import Clients
from desktop_app.services.duplicates.likely_pairs import Duplicates, LikelyPair, SideBySide
from desktop_app.services.duplicates.links import Links
from desktop_app.services.progress import Step
from desktop_app.services.session import Session
from desktop_app.ui.duplicates import words
from desktop_app.ui.duplicates.presenter import DuplicatesPresenter
from desktop_app.ui.duplicates.view import DuplicatesScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel
from tests.builders import a_client, a_laptop, an_office, carry, swap
from tests.ui.duplicates.scenes import register_twice, screen_of, services_of
from tests.ui.exchange.rehearsal import Way
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle


class Seen:
    """A view that keeps what it was told."""

    def __init__(self) -> None:
        self.listed: Sequence[LikelyPair] = ()
        self.total, self.chosen = -1, -1
        self.both: SideBySide | None = None
        self.stands: Mapping[str, int] = {}
        self.steps: list[Step | None] = []
        self.answered: bool | None = None

    def show_list(self, pairs: Sequence[LikelyPair], total: int, chosen: int) -> None:
        self.listed, self.total, self.chosen = pairs, total, chosen

    def show_pair(self, pair: LikelyPair, both: SideBySide, stands: Mapping[str, int]) -> None:
        self.both, self.stands = both, dict(stands)

    def show_closed(self, pair: LikelyPair) -> None:
        self.both = None

    def show_stands(self, stands: Mapping[str, int]) -> None:
        self.stands = dict(stands)

    def show_answered(self, answered: bool) -> None:
        self.answered = answered

    def show_comparing(self, step: Step | None) -> None:
        self.steps.append(step)


class Stage:
    def __init__(self, session: Session) -> None:
        self.view, self.door = Seen(), Way()
        self.presenter = DuplicatesPresenter(
            self.view, services_of(session), ImmediateJobs(), self.door
        )
        self.presenter.activate()


def test_a_verdict_is_announced_with_its_undo_and_leads_to_the_next() -> None:
    session = an_office(["Lac-Exemple"])
    register_twice(session)
    stage = Stage(session)
    assert (stage.view.total, stage.view.chosen) == (3, 0)
    first, second = stage.view.listed[:2]
    stage.presenter.same()
    assert stage.door.said[0][1]
    assert Links(session).verdict(first.a, first.b) == "same"
    assert stage.view.listed[0] == second
    stage.presenter.different()
    assert Links(session).verdict(second.a, second.b) == "different"
    assert stage.view.total == 1
    stage.presenter.undo()
    assert stage.view.total == 2
    stage.presenter.undo()
    assert stage.view.total == 3
    assert [stage.view.answered] == [False]
    stage.presenter.undo()
    assert stage.door.said[-1][0] == ("There is no answer to take back here. Nothing was changed.")


def test_only_an_answer_is_taken_back_here_and_said_by_name() -> None:
    session = an_office(["Lac-Exemple"])
    register_twice(session)
    clients = Clients(session)
    stage = Stage(session)
    assert [stage.view.answered] == [False]
    first = stage.view.listed[0]
    stage.presenter.same()
    assert [stage.view.answered] == [True]
    clients.add_note(first.a, "Relevé de loyer demandé.")
    notes = len(clients.show(first.a).timeline)
    stage.presenter.activate()
    assert [stage.view.answered] == [False]
    stage.presenter.undo()
    assert stage.door.said[-1] == (
        "There is no answer to take back here. Nothing was changed.", False,
    )  # fmt: skip
    assert len(clients.show(first.a).timeline) == notes
    assert Links(session).verdict(first.a, first.b) == "same"
    second = stage.view.listed[0]
    stage.presenter.different()
    stage.presenter.undo()
    names = " and ".join(dict.fromkeys(second.names))
    assert stage.door.said[-1][0] == f"{names}: your answer is taken back."
    assert Links(session).verdict(second.a, second.b) == ""
    assert stage.presenter.chosen == second
    assert len(clients.show(first.a).timeline) == notes
    # What is next in line is the note again.
    assert [stage.view.answered] == [False]


def test_an_answer_that_somebody_else_gave_since_stands() -> None:
    office = an_office(["Lac-Exemple"])
    laptop = a_laptop(office)
    values = {"birth_date": "1950-02-03", "telephone": "819 555-0142"}
    one, other = (a_client(office, name, **values) for name in ("Ana", "Anna"))
    swap(office, laptop)
    stage = Stage(office)
    stage.presenter.same()
    swap(office, laptop)
    Links(laptop).different(one, other)
    carry(laptop, office)
    stage.presenter.activate()
    stage.presenter.undo()
    assert "somebody else has answered since" in stage.door.said[-1][0]
    assert Links(office).verdict(one, other) == "different"


def test_what_stands_is_turned_and_goes_into_the_link() -> None:
    session = an_office(["Lac-Exemple"])
    register_twice(session)
    stage = Stage(session)
    pair = next(one for one in stage.view.listed if one.names[0].startswith("Élisabeth"))
    stage.presenter.choose(pair.id)
    paths = [field.path for field in stage.presenter.differing()]
    assert "birth_date" in paths
    at = paths.index("birth_date")
    for expected in (1, 2, 0, 1, 2):
        stage.presenter.turn(at)
        assert stage.view.stands["birth_date"] == expected
    stage.presenter.turn(99)
    stage.presenter.same()
    files = {one.id: one for one in Clients(session).show(pair.a).files}
    assert files[pair.b].stands == {"birth_date"}


def test_each_value_has_its_own_button_which_the_keyboard_reaches() -> None:
    session = an_office(["Lac-Exemple"])
    register_twice(session, 1)
    shown = screen(session)
    prepare(shown)
    row = shown.page.rows[0]
    first, second = row.buttons
    values = [label.text() for label in row.findChildren(PlainLabel) if label.font().bold()]
    for button, expected in (
        (second, f"“{values[1]}” is used"),
        (first, f"“{values[0]}” is used"),
        (first, "Both are kept"),
    ):
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        assert row.stands.text() == expected
        assert button.hasFocus()
    assert second.accessibleName() == f"Use this one: Given names, {values[1]}"


def test_at_200_percent_what_decides_is_in_sight_with_the_reasons() -> None:
    session = an_office(["Lac-Exemple"])
    register_twice(session)
    shown = screen(session)
    prepare(shown, (1366, 544), "fr", text_percent=200)
    shown.take_focus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_P, Qt.Key.Key_Down):
        QTest.keyClick(shown.table, key)
        settle(shown)
        said = words.why(shown.listed()[shown.at()])
        (why,) = (one for one in shown.page.findChildren(PlainLabel) if one.text() == said)
        for part in (shown.same, shown.different, why):
            assert part.visibleRegion().boundingRect().height() == part.height()


def test_later_puts_a_pair_last_and_keeps_it() -> None:
    session = an_office(["Lac-Exemple"])
    register_twice(session)
    stage = Stage(session)
    first = stage.view.listed[0]
    stage.presenter.later()
    assert stage.view.listed[-1] == first
    assert stage.view.total == 3
    stage.presenter.activate()
    assert stage.view.listed[-1] == first


def test_what_came_meanwhile_is_compared_when_the_screen_is_opened() -> None:
    office = an_office(["Lac-Exemple"])
    laptop = a_laptop(office)
    values = {"birth_date": "1950-02-03", "telephone": "819 555-0142"}
    a_client(office, "Ana", **values)
    a_client(laptop, "Anna", **values)
    carry(laptop, office)
    stage = Stage(office)
    assert stage.view.total == 1
    assert stage.view.steps[-1] is None
    stage.presenter.compare()
    assert "1 pair waits" in stage.door.said[-1][0]


def test_what_only_the_office_decides_is_refused_with_a_sentence_and_stays() -> None:
    office = an_office(["Lac-Exemple", "Rivière-Exemple"])
    laptop = a_laptop(office)
    values = {"birth_date": "1950-02-03", "telephone": "819 555-0142"}
    a_client(laptop, "Ana", community="Lac-Exemple", **values)
    a_client(laptop, "Ana", community="Rivière-Exemple", **values)
    stage = Stage(laptop)
    stage.presenter.same()
    assert "Only the office decides" in stage.door.problems[0]
    assert stage.view.total == 1


def screen(session: Session, door: Way | None = None) -> DuplicatesScreen:
    return cast(DuplicatesScreen, screen_of(session, door=door))


def test_everything_is_decided_by_keys_alone() -> None:
    session = an_office(["Lac-Exemple"])
    register_twice(session, 9)
    before = Duplicates(session).count()
    door = Way()
    shown = screen(session, door)
    prepare(shown)
    shown.take_focus()
    QTest.keyClick(shown.table, Qt.Key.Key_Right)
    assert shown.table.currentIndex().row() == 1
    QTest.keyClick(shown.table, Qt.Key.Key_1)
    assert "is used" in shown.page.rows[0].stands.text()
    assert [one.text() for one in shown.page.rows[0].buttons] == ["Keep both", "Use this one"]
    QTest.keyClick(shown.table, Qt.Key.Key_S)
    QTest.keyClick(shown.table, Qt.Key.Key_D)
    assert Duplicates(session).count() == before - 2
    QTest.keyClick(shown.table, Qt.Key.Key_L)
    QTest.keyClick(shown.table, Qt.Key.Key_U)
    assert Duplicates(session).count() == before - 1
    QTest.keyClick(shown.table, Qt.Key.Key_Return)
    assert door.gone[-1][0] == "clients"
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert door.gone[-1] == ("exchange", "")


def test_without_pairs_one_sentence_says_so_and_the_keyboard_finds_the_way_back() -> None:
    door = Way()
    shown = screen(an_office(["Lac-Exemple"]), door)
    prepare(shown)
    shown.take_focus()
    assert shown.empty.isVisible()
    QTest.keyClick(shown.empty.button, Qt.Key.Key_Space)
    assert door.gone == [("exchange", "")]


@pytest.mark.parametrize(("language", "percent"), [("fr", 100), ("en", 200), ("fr", 200)])
def test_it_is_whole_in_both_languages_and_sizes(language: str, percent: int) -> None:
    session = an_office(["Lac-Exemple"])
    register_twice(session)
    values = {"birth_date": "1950-02-03", "telephone": "819 555-0142"}
    hostile = "<b>Ana</b> " + "A" * 120
    a_client(session, hostile, **values)
    a_client(session, hostile, **values)
    Duplicates(session).catch_up()
    shown = screen(session)
    prepare(shown, language=language, text_percent=percent)
    for _ in range(4):
        shown.step(1)
        settle(shown)
        assert cut_off_text(shown) == []
        assert nameless(shown) == []
        assert rich_text_labels(shown) == []
