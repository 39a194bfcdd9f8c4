from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.fields import DELETED, Value
from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflict, Conflicts, Inbox
from desktop_app.services.conflicts.reviewers import Reviewer
from desktop_app.services.session import Session
from desktop_app.services.undo import Undo
from desktop_app.ui.conflicts.build import build
from desktop_app.ui.conflicts.presenter import Also, ConflictsPresenter
from desktop_app.ui.conflicts.services import ConflictsServices
from desktop_app.ui.conflicts.view import ConflictsScreen
from desktop_app.ui.conflicts.words import life_words
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import Badge, PlainLabel
from tests.builders import START, a_client, a_laptop, an_office, carry, swap
from tests.ui.exchange.rehearsal import Way, show_detail
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle


def clock() -> datetime:
    return datetime.fromtimestamp(START / 1000, UTC)


def contested(
    names: Sequence[str], ours: Mapping[str, Value], theirs: Mapping[str, Value]
) -> Session:
    """An office that wrote `ours` about these people while a laptop wrote `theirs`."""
    office = an_office()
    laptop = a_laptop(office)
    ids = [a_client(office, name) for name in names]
    swap(office, laptop)
    for one in ids:
        Clients(office).set(one, ours)
        Clients(laptop).set(one, theirs)
    carry(laptop, office)
    return office


def deleted_here(name: str) -> Session:
    """An office that deleted somebody whom a laptop changed meanwhile."""
    office = an_office()
    laptop = a_laptop(office)
    client = a_client(office, name)
    swap(office, laptop)
    Clients(office).delete(client)
    Clients(laptop).set(client, {"pronouns": "elle"})
    carry(laptop, office)
    return office


def born(names: Sequence[str]) -> Session:
    return contested(names, {"birth_date": "1951-04-02"}, {"birth_date": "1952"})


class Seen:
    """A view that keeps what it was told."""

    def __init__(self) -> None:
        self.listed: Sequence[Conflict] = ()
        self.total, self.chosen = -1, -1
        self.conflict: Conflict | None = None
        self.also: list[Also] = []
        self.asked: Conflict | None = None
        self.problem = ""
        self.closed = 0

    def show_list(self, inbox: Inbox, chosen: int) -> None:
        self.inbox, self.listed = inbox, inbox.conflicts
        self.total, self.chosen = inbox.total, chosen

    def show_conflict(
        self, conflict: Conflict, names: Mapping[str, str], also: Sequence[Also]
    ) -> None:
        self.conflict, self.also = conflict, list(also)

    def ask_value(self, conflict: Conflict) -> None:
        self.asked = conflict

    def show_value_problem(self, words: Message) -> None:
        self.problem = str(words)

    def close_value(self) -> None:
        self.closed += 1


class Stage:
    def __init__(self, session: Session) -> None:
        self.session, self.view, self.door = session, Seen(), Way()
        self.jobs = ImmediateJobs()
        self.presenter = ConflictsPresenter(
            self.view, ConflictsServices.of(session, clock), self.jobs, self.door
        )
        self.presenter.activate()


def test_each_decision_is_announced_with_its_undo_and_leads_to_the_next() -> None:
    stage = Stage(born(["Ana", "Béa", "Carl"]))
    assert (stage.view.total, stage.view.chosen) == (3, 0)
    stage.presenter.choose(stage.view.listed[1].id)
    second = stage.view.listed[1]
    assert stage.view.conflict == second
    wanted = second.values[1].value

    stage.presenter.take(1)

    assert stage.door.said[0][1]
    assert second.name in stage.door.said[0][0]
    assert Clients(stage.session).show(second.entity).fields["birth_date"] == wanted
    assert (stage.view.total, stage.view.chosen) == (2, 1)
    assert stage.view.conflict is not None
    assert stage.view.conflict.id not in (second.id, stage.view.listed[0].id)
    stage.presenter.take(0)
    stage.presenter.take(0)
    assert (stage.view.total, stage.view.chosen) == (0, -1)
    assert Conflicts(stage.session).count() == 0
    stage.presenter.take(0)
    assert len(stage.door.said) == 3


def test_another_value_can_be_typed_and_is_checked() -> None:
    stage = Stage(born(["Ana"]))
    stage.presenter.ask_value()
    assert stage.view.asked == stage.view.listed[0]
    client = stage.view.listed[0].entity
    stage.presenter.give_value("1953-99-99")
    assert stage.view.problem
    assert Conflicts(stage.session).count() == 1
    stage.presenter.give_value("1953-01-02")
    assert stage.view.closed == 1
    assert Clients(stage.session).show(client).fields["birth_date"] == "1953-01-02"


def test_deleted_here_and_changed_there_is_kept_deleted_or_brought_back() -> None:
    for deleted in (True, False):
        session = deleted_here("Ana")
        stage = Stage(session)
        conflict = stage.view.listed[0]
        assert conflict.field == "life"
        stage.presenter.ask_value()
        assert stage.view.asked is None
        index = next(
            n for n, one in enumerate(conflict.values) if (one.value == DELETED) is deleted
        )
        stage.presenter.take(index)
        assert Conflicts(session).count() == 0
        assert Clients(session).count() == (0 if deleted else 1)
        said = stage.door.said[0][0]
        assert said == f"{conflict.name} {'stays deleted' if deleted else 'is back'}."


def test_delete_against_change_says_which_fields_were_changed() -> None:
    session = deleted_here("Ana")
    screen = screen_of(session)
    prepare(screen)
    assert [card.value.text() for card in screen.cards()] == ["Changed: Pronouns", "Deleted"]
    conflict = Conflicts(session).list()[0]
    many = tuple(Message("test", f"field {number}") for number in range(8))
    for changed, expected in (
        (many[:6], "Changed: field 0, field 1, field 2, field 3, field 4, field 5"),
        (
            many[:7],
            "Changed: field 0, field 1, field 2, field 3, field 4, field 5 and 1 more field",
        ),
        (many, "Changed: field 0, field 1, field 2, field 3, field 4, field 5 and 2 more fields"),
        ((), "Brought back"),
    ):
        assert life_words(replace(conflict, changed=changed), conflict.values[0]) == expected


def test_what_was_decided_elsewhere_meanwhile_is_said_and_leaves_the_list() -> None:
    stage = Stage(born(["Ana", "Béa"]))
    Conflicts(stage.session).resolve(stage.view.listed[0].id, index=0)
    stage.presenter.take(1)
    assert "decided already" in stage.door.problems[0]
    assert stage.view.total == 1


def test_a_route_opens_its_conflict_and_enter_opens_the_file() -> None:
    stage = Stage(born(["Ana", "Béa"]))
    wanted = stage.view.listed[1]
    stage.presenter.show(wanted.id)
    stage.presenter.activate()
    assert stage.view.conflict == wanted
    stage.presenter.open_record()
    assert stage.door.gone == [("clients", wanted.entity)]


def screen_of(session: Session, door: Way | None = None) -> ConflictsScreen:
    services = ConflictsServices.of(session, clock)
    screen = cast(ConflictsScreen, build(services, ImmediateJobs(), door or Way()))
    show_detail(screen, "")
    return screen


def test_two_hundred_conflicts_are_decided_by_keys_alone() -> None:
    session = born([f"Ana {number}" for number in range(200)])
    door = Way()
    screen = screen_of(session, door)
    prepare(screen)
    screen.take_focus()
    for decided in range(200):
        assert Conflicts(session).count() == 200 - decided
        assert screen.table.hasFocus()
        QTest.keyClick(screen.table, Qt.Key.Key_1 if decided % 2 else Qt.Key.Key_2)
    assert Conflicts(session).count() == 0
    assert len(door.said) == 200
    assert door.problems == []
    assert screen.empty.isVisible()


def test_at_200_percent_no_key_decides_on_values_out_of_sight() -> None:
    session = born([f"Ana {number}" for number in range(5)])
    screen = screen_of(session)
    prepare(screen, (1366, 544), "fr", text_percent=200)
    screen.take_focus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_2, Qt.Key.Key_Right, Qt.Key.Key_1):
        QTest.keyClick(screen.table, key)
        settle(screen)
        for card in screen.cards():
            for part in (card.value, card.button):
                assert part.visibleRegion().boundingRect().height() == part.height()
    assert Conflicts(session).count() == 3
    # C, of "Combiner", opens a field, which comes into sight; Esc brings the values back.
    QTest.keyClick(screen.table, Qt.Key.Key_C)
    settle(screen)
    assert screen.field is not None
    assert not screen.field.visibleRegion().isEmpty()
    assert not screen.save.visibleRegion().isEmpty()
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    settle(screen)
    assert all(not card.value.visibleRegion().isEmpty() for card in screen.cards())


def test_keys_go_on_combine_and_go_back() -> None:
    session = born([f"Ana {number}" for number in range(12)])
    screen = screen_of(session)
    prepare(screen)
    screen.take_focus()
    # A date of birth is one date: what keeps both is not offered where it would do nothing.
    assert screen.both.isHidden()
    assert not any("K keeps" in label.text() for label in screen.findChildren(PlainLabel))
    for _ in range(4):
        QTest.keyClick(screen.table, Qt.Key.Key_Down)
    QTest.keyClick(screen.table, Qt.Key.Key_Right)
    assert screen.table.currentIndex().row() == 5
    QTest.keyClick(screen.table, Qt.Key.Key_1)
    assert screen.table.currentIndex().row() == 5
    assert Conflicts(session).count() == 11
    QTest.keyClick(screen.table, Qt.Key.Key_E)
    assert [screen.field and screen.field.value()] == ["1951-04-02"]
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert [screen.field] == [None]
    QTest.keyClick(screen.table, Qt.Key.Key_K)
    assert Conflicts(session).count() == 11


def test_both_telephones_stay_with_one_key() -> None:
    session = contested(["Ana"], {"telephone": "819 555-0111"}, {"telephone": "819 555-0122"})
    screen = screen_of(session)
    prepare(screen)
    assert screen.both.isVisible()
    reached: list[QWidget] = []
    screen.take_focus()
    for _ in range(4):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
        QTest.keyClick(reached[-1], Qt.Key.Key_Tab)
    assert reached == [screen.table, *(card.button for card in screen.cards()), screen.both]
    screen.take_focus()
    QTest.keyClick(screen.table, Qt.Key.Key_K)
    assert Conflicts(session).count() == 0
    client = next(iter(Clients(session).page()))
    fields = Clients(session).show(client.id).fields
    numbers = {str(value) for path, value in fields.items() if path.endswith("/number")}
    assert numbers == {"819 555-0111", "819 555-0122"}


def test_everything_of_one_person_is_taken_from_one_author_and_taken_back() -> None:
    ours: Mapping[str, Value] = {
        "birth_date": "1951-04-02", "family": "Autre", "preferred": "Nini",
        "telephone": "819 555-0111", "street": "1, chemin Exemple",
    }  # fmt: skip
    theirs: Mapping[str, Value] = {
        "birth_date": "1952", "family": "Essai", "preferred": "Ninon",
        "telephone": "819 555-0122", "street": "2, chemin Exemple",
    }  # fmt: skip
    session = contested(["Ana", "Béa"], ours, theirs)
    undo = Undo(session)
    stage = Stage(session)
    person = stage.view.listed[0].person
    assert [len(lines) for lines in stage.view.also] == [4, 4]
    at = next(
        n for n, one in enumerate(stage.view.listed[0].values) if one.author == "Maude Exemple"
    )
    stage.presenter.take_all(at)
    assert stage.view.total == 5
    assert person not in {one.person for one in stage.view.listed}
    fields = Clients(session).show(person).fields
    assert {name: fields[name] for name in theirs} == theirs
    undo.undo_last()
    assert Conflicts(session).count() == 10
    stage.presenter.activate()
    assert stage.view.total == 10


def test_whoever_takes_all_of_one_person_sees_what_and_finds_the_key() -> None:
    session = contested(
        ["Ana"],
        {"birth_date": "1951-04-02", "telephone": "819 555-0111"},
        {"birth_date": "1952", "telephone": "819 555-0122"},
    )
    screen = screen_of(session)
    prepare(screen)
    (first, second), shown = screen.cards(), screen.findChildren(PlainLabel)
    said = [one.text() for one in shown if one.isVisible()]
    conflict = screen.listed()[screen.at()]
    others = {"birth_date": "Telephone number: {}", "telephone": "Birth date: {}"}
    assert sum(one.startswith(others[conflict.field].format("")) for one in said) == 2
    assert any(one.endswith("also wrote:") for one in said)
    assert "Alt+1, Alt+2: all the fields of whoever wrote that value." in said
    assert [card.all and card.all.text() for card in (first, second)] == ["Take all 2 fields"] * 2
    assert second.all is not None
    assert conflict.values[1].author in second.all.accessibleName()
    screen.take_focus()
    QTest.keyClick(screen.table, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert Conflicts(session).count() == 0


def test_a_filter_narrows_and_can_be_cleared() -> None:
    session = born([f"Ana {number}" for number in range(5)] + [f"Béa {n}" for n in range(5)])
    screen = screen_of(session)
    prepare(screen)
    assert screen.filters.name.isVisible()
    screen.filters.name.line.setText("bea")
    screen.filters.narrowed.emit(screen.filters.wanted())
    assert screen.rows.rowCount() == 5
    screen.filters.name.line.setText("nobody")
    screen.filters.narrowed.emit(screen.filters.wanted())
    assert (screen.none.isVisible(), screen.empty.isVisible()) == (True, False)
    screen.none.acted.emit()
    assert screen.rows.rowCount() == 10


def test_whoever_may_not_decide_sees_who_will() -> None:
    session = born(["Ana"])
    conflict = Conflicts(session).list()[0]
    screen = screen_of(session)
    prepare(screen)
    reviewer = Reviewer(("Pita Exemple",), False)
    screen.show_conflict(replace(conflict, reviewer=reviewer), {})
    settle(screen)
    shown = [one.text() for one in screen.findChildren(PlainLabel) if one.isVisible()]
    assert "Pita Exemple is asked to decide" in shown
    assert not any(card.button.isVisible() for card in screen.cards())
    assert not screen.other.isVisible()


def test_it_is_whole_in_both_languages_and_sizes_also_with_hostile_names() -> None:
    hostile = ["<b>Ana</b>", "אנה \u200fAna", "A" * 480, "ᔮᓐ ᐃᒃᓵᒻᐳᓪ"]
    sessions = [
        born(hostile),
        deleted_here("Ana"),
        contested(["Béa"], {"needs": "long " * 400}, {"needs": "<script>"}),
        an_office(),
    ]
    for session in sessions:
        screen = screen_of(session)
        for language, palette, percent in (
            ("en", "light", 100),
            ("fr", "dark", 100),
            ("fr", "light", 200),
            ("en", "dark", 200),
        ):
            prepare(screen, (1254, 680), language, palette, percent)
            settle(screen)
            assert cut_off_text(screen) == []
            assert nameless(screen) == []
            assert rich_text_labels(screen) == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_in_the_list_opens_the_file(key: Qt.Key) -> None:
    door = Way()
    screen = screen_of(born(["Ana"]), door)
    prepare(screen)
    QTest.keyClick(screen.table, key)
    assert door.gone[0][0] == "clients"


def test_a_value_from_a_laptop_whose_clock_is_wrong_says_so() -> None:
    session = born(["Ana"])
    conflict = Conflicts(session).list()[0]
    wrong = replace(conflict.values[0], clock_wrong=True)
    screen = screen_of(session)
    prepare(screen)
    screen.show_conflict(replace(conflict, values=(wrong, conflict.values[1])), {})
    settle(screen)
    badges = [card.findChildren(Badge) for card in screen.cards()]
    assert [[badge.text() for badge in some] for some in badges] == [
        ["its clock looks wrong"],
        [],
    ]
