"""A client's file: what it says plainly, what can be added, and that notes are never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.clients.households import Households
from desktop_app.services.clients.timeline import ChangeLine, TimelineItem
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.dialogs import AddDialog, ItemDialog, fields_of
from desktop_app.ui.clients.file_presenter import FilePresenter, FileShown
from desktop_app.ui.clients.initials import initials_of
from desktop_app.ui.clients.services import Named
from desktop_app.ui.clients.timeline import SHOWN_AT_ONCE
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.clients.words import age_on, born_line, contact_sign
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.fields import LongTextField
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import Badge, PlainLabel
from tests.ui.clients.rehearsal import (
    PLACES,
    SLIP,
    TODAY,
    Way,
    World,
    a_world,
    in_conflict,
    jeanne,
    work_on,
)
from tests.ui.picture import prepare, settle


class Folder:
    """A file that keeps what it is told."""

    def __init__(self) -> None:
        self.shown: list[FileShown] = []
        self.history: list[tuple[str, Sequence[ChangeLine]]] = []
        self.asked: list[tuple[Asked, dict[str, Value], int, list[str]]] = []
        self.errors: dict[str, str] = {}
        self.problems: list[str] = []
        self.closed = 0
        self.reasons: list[str] = []
        self.places: tuple[str, list[str]] = ("", [])

    def show_file(self, shown: FileShown) -> None:
        self.shown.append(shown)

    def show_narrowed(self, items: Sequence[TimelineItem]) -> None:
        self.narrowed = [str(one.title) for one in items]

    def show_history(self, title: str, lines: Sequence[ChangeLine], names: Sequence[Named]) -> None:
        self.history.append((title, lines))

    def ask(
        self,
        asked: Asked,
        values: Mapping[str, Value],
        unfinished: int,
        households: Sequence[Named],
    ) -> None:
        self.asked.append((asked, dict(values), unfinished, [one.name for one in households]))

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        self.errors = {key: str(words) for key, words in errors.items()}

    def show_problem(self, words: Message) -> None:
        self.problems.append(str(words))

    def ask_community(self, name: str, communities: Sequence[Named]) -> None:
        self.places = (name, [one.name for one in communities])

    def ask_reason(self, note: str, draft: Unfinished | None) -> None:
        self.reasons.append(note)

    def close_dialog(self) -> None:
        self.closed += 1


class Desk:
    """A presenter at work on one client's file."""

    def __init__(self, world: World, client: str) -> None:
        self.world, self.client, self.folder, self.way = world, client, Folder(), Way()
        self.file = FilePresenter(self.folder, world.services(), ImmediateJobs(), self.way)
        self.file.open(client)

    @property
    def shown(self) -> FileShown:
        return self.folder.shown[-1]


@pytest.fixture
def desk() -> Desk:
    world = a_world()
    return Desk(world, world.clients.add({"given": "Ana", "community": PLACES[0]}))


def test_a_note_is_added_and_dated_today(desk: Desk) -> None:
    desk.file.ask(Asked.NOTE)
    _, values, unfinished, _ = desk.folder.asked[-1]
    assert values == {"happened_on": TODAY.isoformat()}
    assert unfinished == 0
    desk.file.give(Asked.NOTE, {**values, "text": "A appelé.", "minutes": 10}, {})
    note = next(one for one in desk.shown.file.timeline if one.kind == "note")
    assert (note.text, note.at) == ("A appelé.", TODAY.isoformat())
    assert desk.folder.closed == 1
    assert desk.way.said[-1] == ("The note is saved.", True)
    assert desk.way.changes == 1


def test_a_correction_stands_beside_the_note_and_points_to_it(desk: Desk) -> None:
    first = desk.world.clients.add_note(desk.client, "Avis de 2023.")
    desk.file.ask(Asked.NOTE, first)
    desk.file.give(Asked.NOTE, {"text": "Avis de 2022."}, {})
    notes = {one.text: one for one in desk.shown.file.timeline if one.kind == "note"}
    assert set(notes) == {"Avis de 2023.", "Avis de 2022."}
    assert notes["Avis de 2022."].corrects == first
    desk.file.ask(Asked.NOTE)
    desk.file.give(Asked.NOTE, {"text": "Une autre."}, {})
    other = next(one for one in desk.shown.file.timeline if one.text == "Une autre.")
    assert other.corrects == ""


def test_an_empty_note_is_not_saved(desk: Desk) -> None:
    desk.file.ask(Asked.NOTE)
    desk.file.give(Asked.NOTE, {}, {})
    assert desk.folder.errors == {"text": "Write what happened."}
    assert desk.folder.closed == 0
    assert desk.way.said == []


def test_what_is_typed_in_a_dialog_is_kept_and_offered_again(desk: Desk) -> None:
    desk.file.ask(Asked.NOTE)
    desk.file.left(Asked.NOTE, "text", "A apporté")
    desk.file.ask(Asked.NOTE)
    _, values, unfinished, _ = desk.folder.asked[-1]
    assert values["text"] == "A apporté"
    assert unfinished > 0
    desk.file.give(Asked.NOTE, values, {})
    assert desk.world.drafts.kept == {}
    desk.file.left(Asked.CONSENT, "words", "oui")
    desk.file.discard(Asked.CONSENT)
    assert desk.world.drafts.kept == {}


def test_a_consent_is_given_and_withdrawn(desk: Desk) -> None:
    desk.file.give(
        Asked.CONSENT, {"purpose": "file", "given_on": "2026-11-01", "how": "spoken"}, {}
    )
    assert "Consent to keep a file" not in [str(one) for one in desk.shown.file.missing]
    consent = next(one for one in desk.shown.file.timeline if one.kind == "consent")
    desk.file.withdraw(consent.id)
    told = [str(one.title) for one in desk.shown.file.timeline if one.kind == "consent"]
    assert any("No longer agrees" in one for one in told)


def test_a_household_is_new_or_known(desk: Desk) -> None:
    desk.file.ask(Asked.HOUSEHOLD)
    assert desk.folder.asked[-1][3] == []
    desk.file.give(Asked.HOUSEHOLD, {}, {})
    assert set(desk.folder.errors) == {"name"}
    desk.file.give(Asked.HOUSEHOLD, {"name": "Famille Exemple", "role": "adult"}, {})
    home = desk.shown.households[0]
    assert home.name == "Famille Exemple"
    other = desk.world.clients.add({"given": "Paul", "community": PLACES[0]})
    desk.file.open(other)
    desk.file.ask(Asked.HOUSEHOLD)
    assert desk.folder.asked[-1][3] == ["Famille Exemple"]
    desk.file.give(Asked.HOUSEHOLD, {"household": home.id, "role": "child"}, {})
    assert len(desk.shown.households[0].members) == 2
    assert len(Households(desk.world.laptop).all()) == 1
    member = next(one for one in desk.shown.households[0].members if one.client == other)
    desk.file.leave_household(member.id)
    gone = next(one for one in desk.shown.households[0].members if one.client == other)
    assert gone.to_on == TODAY.isoformat()


def test_an_appointment_is_made_in_the_time_of_the_place(desk: Desk) -> None:
    desk.file.give(
        Asked.APPOINTMENT, {"day": "2026-12-01", "time": "13:30", "subject": "Impôts"}, {}
    )
    meeting = Schedule(desk.world.laptop).next_for(desk.client)
    assert meeting is not None
    assert f"{meeting.local:%Y-%m-%d %H:%M}" == "2026-12-01 13:30"
    assert desk.shown.next == meeting


def test_what_a_service_refuses_is_said_in_the_dialog(desk: Desk) -> None:
    desk.file.give(Asked.APPOINTMENT, {"day": "2026-12-01", "time": "13:30", "minutes": 99_999}, {})
    assert "24 hours" in desk.folder.problems[-1]
    assert desk.folder.closed == 0
    assert desk.way.problems == []


def test_a_slip_is_printed_when_an_appointment_is_planned(desk: Desk) -> None:
    desk.file.print_slip()
    assert desk.way.printed == []
    assert "Add an appointment first" in desk.way.problems[-1]
    desk.file.give(Asked.APPOINTMENT, {"day": "2026-12-01", "time": "13:30"}, {})
    desk.file.print_slip()
    assert desk.way.printed == [SLIP]


def test_a_deleted_file_can_be_brought_back(desk: Desk) -> None:
    desk.file.delete()
    assert desk.shown.file.deleted
    assert desk.way.said[-1][1] is True
    desk.file.restore()
    assert not desk.shown.file.deleted


def test_the_history_says_what_became_of_each_field(desk: Desk) -> None:
    desk.world.clients.set(desk.client, {"given": "Anna"})
    desk.file.open_history(desk.client)
    title, lines = desk.folder.history[-1]
    assert title == "Anna"
    assert (lines[0].before, lines[0].after, lines[0].person) == ("Ana", "Anna", "Maude Fictive")


@pytest.mark.parametrize(
    ("safe", "never", "words"),
    [
        (True, None, "Safe to leave a message"),
        (False, None, "Leave no message"),
        (None, None, "Ask first"),
        (True, True, "Do not contact"),
    ],
)
def test_what_may_be_done_with_a_number_is_said_plainly(
    safe: Value, never: Value, words: str
) -> None:
    assert str(contact_sign(safe, never).words) == words


def test_ages_are_said_only_where_the_day_is_known() -> None:
    assert age_on("1980-11-22", TODAY) == 45
    assert age_on("1980-11-21", TODAY) == 46
    assert age_on("~1980", TODAY) is None
    assert age_on("1980-02", TODAY) is None
    assert born_line("", TODAY) == ""
    assert "about 1951" in born_line("~1951", TODAY)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Jeanne Exemple", "JE"), ("Ti-Loup", "T"), ("", ""), ("ᔮᓐ ᐃᒃᓵ", "ᔮᐃ"), ("<b>x</b>", "")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials_of(name) == letters


@pytest.mark.parametrize("asked", list(Asked))
def test_what_a_dialog_needs_is_among_its_fields(asked: Asked) -> None:
    world = a_world()
    keys = {one.key for one in fields_of(asked, world.laptop.registry)}
    assert set(asked.needed) <= keys
    assert set(asked.dated_today) <= keys


def _opened(qtbot: QtBot, world: World, client: str) -> tuple[ClientsScreen, Way]:
    way = Way()
    screen = build(world.services(), ImmediateJobs(), way)
    assert isinstance(screen, ClientsScreen)
    qtbot.addWidget(screen)
    prepare(screen)
    screen.show_detail(client)
    screen.activate()
    settle(screen)
    return screen, way


def _words(screen: ClientsScreen) -> list[str]:
    return [one.text() for one in screen.file.findChildren(PlainLabel) if one.isVisible()]


def test_the_file_says_everything_in_words(qtbot: QtBot) -> None:
    world = a_world()
    client = jeanne(world)
    screen, _ = _opened(qtbot, world, client)
    said = " | ".join(_words(screen))
    for words in (
        "Jeanne Exemple",
        "born about 1951",
        "interpreter needed",
        "worker: Maude Fictive",
        "Safe to leave a message",
        "Do not contact",
        "Chien attaché derrière la maison",
        "keep a file about me",
        "Given 2026-10-30, withdrawn 2026-11-16",
        "Famille Exemple-Fictif",
        "Marc-Éric Fictif",
        "carte d'assurance maladie",
        "other spelling",
        "only here",
        "received by the office",
        "in a bundle",
    ):
        assert words in said, words


def test_two_values_lead_to_where_they_are_compared(qtbot: QtBot) -> None:
    world = a_world()
    client = jeanne(world)
    in_conflict(world, client)
    work_on(world, client)
    screen, way = _opened(qtbot, world, client)
    said = " | ".join(_words(screen))
    assert "April 2, 1951 · Josée Exemple" in said
    assert "1952 · Maude Fictive" in said
    screen.file.findChildren(Banner)[0].acted.emit(0)
    assert way.gone[-1][1] == "conflicts"


def test_notes_open_whole_and_are_corrected_by_another(qtbot: QtBot) -> None:
    world = a_world()
    client = world.clients.add({"given": "Ana", "community": PLACES[0]})
    note = world.clients.add_note(client, "mot " * 400)
    screen, _ = _opened(qtbot, world, client)
    row = next(one for one in screen.file.timeline.rows() if one.item.kind == "note")
    assert "Maude Fictive" in row.accessibleName()
    QTest.keyClick(row, Qt.Key.Key_Return)
    (whole,) = screen.findChildren(ItemDialog)
    whole.correct_asked.emit(note)
    dialog = screen.dialog
    assert isinstance(dialog, AddDialog)
    text = dialog.form.field("text")
    assert isinstance(text, LongTextField)
    text.text.setPlainText("Mot.")
    dialog.verb.click()
    assert screen.dialog is None
    told = [one for one in world.clients.show(client).timeline if one.kind == "note"]
    assert [one.corrects for one in told if one.text == "Mot."] == [note]


def test_closing_a_dialog_loses_nothing(qtbot: QtBot) -> None:
    world = a_world()
    client = world.clients.add({"given": "Ana", "community": PLACES[0]})
    screen, _ = _opened(qtbot, world, client)
    screen.file.asked.emit(Asked.NOTE)
    assert screen.dialog is not None
    text = screen.dialog.form.field("text")
    assert isinstance(text, LongTextField)
    text.text.setPlainText("A apporté")
    screen.dialog.reject()
    assert world.drafts.kept["note", client].values["text"] == "A apporté"


def test_long_histories_come_a_dozen_at_a_time(qtbot: QtBot) -> None:
    world = a_world()
    client = world.clients.add({"given": "Ana", "community": PLACES[0]})
    for number in range(20):
        world.clients.add_note(client, f"Note {number}")
    screen, _ = _opened(qtbot, world, client)
    timeline = screen.file.timeline
    assert len(timeline.rows()) == SHOWN_AT_ONCE
    timeline.older.click()
    assert len(timeline.rows()) == 21
    assert not timeline.older.isVisible()
    first, second = timeline.rows()[:2]
    first.setFocus()
    first.step_asked.emit(1)
    assert second.badge.text() == "only here"


def test_a_client_without_anything_to_complete_has_no_such_list(qtbot: QtBot) -> None:
    world = a_world()
    screen, _ = _opened(qtbot, world, jeanne(world))
    assert not screen.file.sections["missing"].isVisible()
    badges = [one.text() for one in screen.file.findChildren(Badge) if one.isVisible()]
    assert "To complete" not in badges


def test_what_is_missing_leads_to_where_it_is_written(qtbot: QtBot) -> None:
    world = a_world()
    client = world.clients.add({"given": "Ana", "community": PLACES[0]})
    screen, way = _opened(qtbot, world, client)
    rows = {one.card.title: one for one in screen.file.sections["missing"].cards.rows()}
    consent = next(row for words, row in rows.items() if "Consent" in str(words))
    family = next(row for words, row in rows.items() if "Family" in str(words))
    family.opened.emit(family.card.key)
    assert way.gone[-1] == ("clients", f"{client}/edit")
    consent.acted.emit(consent.card.key)
    assert screen.dialog is not None
    assert screen.dialog.form.field("purpose").isVisible()


def test_going_to_another_place_saves_what_is_open(qtbot: QtBot) -> None:
    world = a_world()
    client = world.clients.add({"given": "Ana", "community": PLACES[0]})
    screen, way = _opened(qtbot, world, f"{client}/edit")
    screen.form.left.emit("family", "Exemple")
    screen.hide()
    assert world.clients.show(client).fields["family"] == "Exemple"
    assert way.gone == []


def test_a_file_is_handed_over_to_another_community(qtbot: QtBot) -> None:
    world = a_world()
    client = world.clients.add({"given": "Ana", "community": PLACES[0]})
    screen, way = _opened(qtbot, world, client)
    screen.file.hand_over_asked.emit()
    dialog = screen.hand_over_dialog
    assert dialog is not None
    offered = [words for value, words in dialog.community._choices if value is not None]
    assert PLACES[0] not in offered
    dialog.verb.click()
    assert dialog.community.error() == "Choose the community."
    other = next(one for one in world.services().communities() if one.name == PLACES[1])
    dialog.community.set_value(other.id)
    dialog.verb.click()
    assert screen.hand_over_dialog is None
    assert world.clients.show(client).community == PLACES[1]
    assert way.said[-1] == (f"Ana is now in {PLACES[1]}, with the whole file.", True)


def test_with_one_community_there_is_nowhere_to_hand_over_to() -> None:
    world = a_world(places=PLACES[:1])
    desk = Desk(world, world.clients.add({"given": "Ana", "community": PLACES[0]}))
    desk.file.ask_hand_over()
    assert desk.folder.places == ("", [])
    assert "no other community" in desk.way.problems[-1]


def test_a_disputed_birth_date_is_not_shown_as_settled(qtbot: QtBot) -> None:
    world = a_world()
    client = jeanne(world)
    in_conflict(world, client)
    screen, _ = _opened(qtbot, world, client)
    said = [one.text() for one in screen.file.findChildren(PlainLabel)]
    assert any("not decided" in one and " or " in one for one in said)
