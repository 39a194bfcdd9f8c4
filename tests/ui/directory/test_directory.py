"""The directory: finding, reading, changing at the office, proposing from the field."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from uuid import UUID

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.domain.directory.opening import OpenState
from desktop_app.services.directory.directory import Directory
from desktop_app.services.fiction import FictionalRecord
from desktop_app.services.session import Session
from desktop_app.ui.directory.dialogs import PlaceDialog, ProposalDialog, ProposeDialog
from desktop_app.ui.directory.form_shape import days_words, read_days, stored_values
from desktop_app.ui.directory.list_presenter import Asked, found_words
from desktop_app.ui.directory.model import open_sign, verified_sign
from desktop_app.ui.directory.view import DirectoryScreen
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.item_rows import ItemRows
from tests.ui.directory.rehearsal import a_clinic, a_full_world, propose_some
from tests.ui.directory.scenes import directory_screen, scenes
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.scene import Scene
from tests.ui.schedule.rehearsal import Shelf
from tests.ui.today.rehearsal import HOSTILE, ZONE, Way, World, a_world, write

NOON = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def _shown(
    qtbot: QtBot,
    world: World,
    detail: str = "",
    session: Session | None = None,
    shelf: Shelf | None = None,
) -> tuple[DirectoryScreen, Way]:
    way = Way()
    screen = directory_screen(world, detail, session, way, shelf)
    qtbot.addWidget(screen)
    prepare(screen, (1254, 650))
    return screen, way


def _names(screen: DirectoryScreen) -> list[str]:
    rows = screen.list.rows
    found = [rows.row_at(number) for number in range(rows.rowCount())]
    return [one.name for one in found if one is not None]


# Words


def test_openings_are_said_on_the_clock_of_the_place() -> None:
    def said(state: OpenState | None, zone: str = ZONE) -> str:
        return str(open_sign(state, NOON, zone).words)

    at = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
    assert said(None) == "hours not known"
    assert said(OpenState(None)) == "hours not known"
    assert said(OpenState(True, at)) == "open now until 17:00"
    assert said(OpenState(True, at), "America/Regina") == "open now until 16:00"
    elsewhere = open_sign(OpenState(True, at), NOON, "America/Regina", ZONE)
    assert str(elsewhere.words) == "open now until 16:00 there, 17:00 here"
    some = open_sign(OpenState(True, at), NOON, ZONE, places=(1, 2))
    assert (str(some.words), some.tone) == ("open in 1 of 2 places", "info")
    assert said(OpenState(True)) == "open now, day and night"
    assert said(OpenState(False)) == "closed"
    assert said(OpenState(False, None, at)) == "closed until 17:00"
    assert said(OpenState(False, None, at.replace(day=23))) == "closed until Mon 17:00"
    assert said(OpenState(False, None, at.replace(month=12))) == "closed until 2026-12-21 17:00"


def test_an_old_verification_is_a_sign_of_its_own() -> None:
    assert verified_sign("", stale=True).tone == "waits"
    assert verified_sign("2025-01-01", stale=True).tone == "waits"
    assert verified_sign("2026-11-01", stale=False).tone == "info"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Mon-Fri", "MO,TU,WE,TH,FR"),
        ("lundi au vendredi", "MO,TU,WE,TH,FR"),
        ("lun. à mer.", "MO,TU,WE"),
        ("Saturday, Sunday", "SA,SU"),
        ("mardi et jeudi", "TU,TH"),
        ("MO,TU", "MO,TU"),
        ("sam-lun", "MO,SA,SU"),
        ("every day", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, stored: str | None) -> None:
    assert read_days(typed) == stored


def test_days_are_shown_as_people_write_them() -> None:
    assert days_words("MO,TU,WE,TH,FR") == "Mon-Fri"
    assert days_words("TU,TH") == "Tue, Thu"
    assert days_words("1MO") == "1MO"
    assert stored_values({"hours/x/days": "never"})[1].keys() == {"hours/x/days"}


def test_what_is_found_is_counted() -> None:
    assert str(found_words(Asked("logement"), 1)) == "1 entry found"
    assert str(found_words(Asked("a"), 200)).startswith("The first 200 entries")
    assert str(found_words(Asked(stale=True), 2)) == "2 entries to verify"


# The list


def test_words_by_need_and_place_narrow_the_list(qtbot: QtBot) -> None:
    screen, way = _shown(qtbot, a_full_world())
    assert screen.list.rows.rowCount() == 25
    QTest.keyClicks(screen.list.filter.line, "logement kuujjuaq")
    QTest.keyClick(screen.list.filter.line, Qt.Key.Key_Return)
    assert _names(screen) == ["Demande de logement"]
    QTest.keyClick(screen.list.filter.line, Qt.Key.Key_Return)
    assert way.gone[0][0] == "directory"
    QTest.keyClick(screen.list.filter.line, Qt.Key.Key_Escape)
    assert screen.list.rows.rowCount() == 25


def test_filters_by_openness_language_and_community(qtbot: QtBot) -> None:
    world = a_full_world()
    a_clinic(world)
    screen, _ = _shown(qtbot, world)
    everything = screen.list.rows.rowCount()
    screen.list.community.box.setCurrentIndex(1)
    screen.list.community.finish()
    assert "Aide juridique et papiers d'identité" in _names(screen)
    assert screen.list.rows.rowCount() < 5
    screen.list.community.set_value(None)
    screen.list.open_now.click()
    assert 0 < screen.list.rows.rowCount() < everything
    screen.list.open_now.click()
    screen.list.narrowed.emit("", False, "moe", "")
    assert 0 < screen.list.rows.rowCount() < everything


def test_up_and_down_choose_from_the_search_box(qtbot: QtBot) -> None:
    screen, way = _shown(qtbot, a_full_world())
    screen.list.filter.take_focus()
    QTest.keyClick(screen.list.filter.line, Qt.Key.Key_Down)
    QTest.keyClick(screen.list.filter.line, Qt.Key.Key_Return)
    row = screen.list.rows.row_at(1)
    assert row is not None
    assert way.gone == [("directory", row.id)]


def test_thousands_of_entries_come_by_pages(qtbot: QtBot) -> None:
    world = a_world()
    new = world.office.environment.new_id
    write(
        world.office,
        (
            FictionalRecord("service", UUID(bytes=new()), {"name": f"Service {number:04d}"})
            for number in range(2000)
        ),
    )
    screen, _ = _shown(qtbot, world, "", world.office)
    assert screen.list.rows.rowCount() == 2000
    assert len(screen.list.rows.pages_held()) == 1
    screen.list.table.choose(1999)
    row = screen.list.table.current_row()
    assert row is not None
    assert row.name == "Service 1999"
    assert len(screen.list.rows.pages_held()) == 2


def test_a_search_without_a_find_offers_to_propose(qtbot: QtBot) -> None:
    screen, _ = _shown(qtbot, a_full_world())
    QTest.keyClicks(screen.list.filter.line, "patinage")
    QTest.keyClick(screen.list.filter.line, Qt.Key.Key_Return)
    assert screen.list.empty.isVisible()
    assert screen.list.empty.button.text().strip() == "Propose an entry"


def test_the_office_sees_what_is_to_be_verified(qtbot: QtBot) -> None:
    world = a_full_world()
    screen, way = _shown(qtbot, world, "", world.office)
    assert "To verify (" in screen.list.stale.text()
    screen.list.stale.click()
    assert way.gone == [("directory", "stale")]
    screen.show_detail("stale")
    screen.activate()
    assert all(
        row is not None and row.stale
        for row in (screen.list.rows.row_at(n) for n in range(screen.list.rows.rowCount()))
    )
    assert not screen.list.filter.isVisible()


# An entry


def test_an_entry_says_what_to_bring_when_and_whom_to_ask_for(qtbot: QtBot) -> None:
    world = a_world()
    screen, way = _shown(qtbot, world, a_clinic(world))
    page = screen.entry
    assert page.open_badge.text() == "open now until 17:00"
    assert page.verified_badge.text() == "verified 2026-10-01"
    for section in (page.bring, page.about, page.hours, page.people, page.telephones, page.places):
        assert section.isVisible()
    assert page.edit.text().strip() == "Propose a change"
    assert not page.verify.isVisible()
    page.owner.rows()[0].opened.emit(page.owner.rows()[0].card.key)
    assert way.gone[0][0] == "directory"


def test_the_slip_of_an_entry_lists_what_to_bring(qtbot: QtBot) -> None:
    world = a_world()
    screen, way = _shown(qtbot, world, a_clinic(world))
    screen.print_asked()
    reader = pypdf.PdfReader(io.BytesIO(way.printed[0]))
    text = "".join(page.extract_text() for page in reader.pages)
    for fact in ("Aide juridique", "formulaire 12-B", "Odile Inventée", "867 555 0110", "Monday"):
        assert fact in text


def test_the_office_verifies_deletes_and_brings_back(qtbot: QtBot) -> None:
    world = a_world()
    clinic = a_clinic(world)
    directory = Directory(world.office)
    screen, way = _shown(qtbot, world, clinic, world.office)
    screen.entry.verify.click()
    assert directory.service(clinic).verified_on == "2026-11-21"
    assert screen.entry.verified_badge.text() == "verified 2026-11-21"
    assert way.said[-1][1]
    screen.entry.delete.click()
    assert directory.service(clinic).deleted
    screen.entry.restore_asked.emit()
    assert not directory.service(clinic).deleted


def test_a_service_is_offered_at_a_further_location(qtbot: QtBot) -> None:
    world = a_world()
    clinic = a_clinic(world)
    directory = Directory(world.office)
    owner = directory.service(clinic).organisation
    assert owner is not None
    directory.add("location", {"name": "Bureau de Kinngait", "organisation": owner.id})
    screen, _ = _shown(qtbot, world, clinic, world.office)
    screen.entry.offer.click()
    dialog = screen.dialog
    assert isinstance(dialog, PlaceDialog)
    dialog.verb.click()
    assert [one.name for one in directory.service(clinic).locations] == [
        "Bureau d'Iqaluit",
        "Bureau de Kinngait",
    ]
    screen.entry.offer.click()
    assert isinstance(screen.dialog, PlaceDialog)
    assert not screen.dialog.verb.isVisible()
    screen.dialog.reject()


def test_an_entry_that_is_not_here_is_a_sentence() -> None:
    way = Way()
    directory_screen(a_world(), "00" * 16, None, way)
    assert "not on this laptop" in way.problems[0]


# The form


def test_the_office_changes_an_entry_and_only_what_changed_is_written(qtbot: QtBot) -> None:
    world = a_world()
    clinic = a_clinic(world)
    shelf = Shelf()
    screen, way = _shown(qtbot, world, f"{clinic}/edit", world.office, shelf)
    form = screen.form.form
    assert form is not None
    form.field("cost").set_value("5 $")
    form.field_left.emit("cost", "5 $")
    assert shelf.kept[("directory service", clinic)].values == {"cost": "5 $"}
    documents = form.items("documents")
    assert isinstance(documents, ItemRows)
    first = next(path for path in documents.values() if path.endswith("/document"))
    form.field_left.emit(f"{first.rsplit('/', 1)[0]}/life", "deleted")
    QTest.keyClick(
        form.field("name").inputs()[0], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
    )
    entry = Directory(world.office).service(clinic)
    assert entry.fields["cost"] == "5 $"
    assert len(entry.documents) == 2
    assert way.gone == [("directory", clinic)]
    assert shelf.kept == {}


def test_a_draft_is_offered_again_and_can_be_discarded(qtbot: QtBot) -> None:
    world = a_world()
    clinic = a_clinic(world)
    shelf = Shelf()
    screen, way = _shown(qtbot, world, f"{clinic}/edit", world.office, shelf)
    screen.form.left.emit("cost", "5 $")
    screen.form.leave.click()
    assert way.gone == [("directory", clinic)]
    again, _ = _shown(qtbot, world, f"{clinic}/edit", world.office, shelf)
    form = again.form.form
    assert form is not None
    assert form.field("cost").value() == "5 $"
    again.form.discard_asked.emit()
    form = again.form.form
    assert form is not None
    assert form.field("cost").value() == "Gratuit"


def test_a_new_service_belongs_to_its_organisation_and_its_days_are_understood(
    qtbot: QtBot,
) -> None:
    world = a_world()
    owner = Directory(world.office).add("organisation", {"name": "Refuge Inventé"})
    screen, way = _shown(qtbot, world, f"new/service/{owner}", world.office)
    screen.form.save.click()
    form = screen.form.form
    assert form is not None
    assert form.field("name").error() == "Enter the name under which it is known."
    form.field_left.emit("name", "Un lit pour la nuit")
    item = UUID(bytes=world.office.environment.new_id())
    form.field_left.emit(f"hours/{item}/days", "tous les jours")
    screen.form.save.click()
    assert way.gone == []
    form.field_left.emit(f"hours/{item}/days", "lundi au vendredi")
    form.field_left.emit(f"hours/{item}/opens_at", "20:00")
    form.field_left.emit(f"hours/{item}/closes_at", "08:00")
    screen.form.save.click()
    entry = Directory(world.office).service(way.gone[-1][1])
    assert entry.organisation is not None
    assert entry.organisation.name == "Refuge Inventé"
    assert entry.hours.days[0].spans == (("20:00", "08:00"),)


# Proposals


def test_a_change_is_proposed_from_the_field(qtbot: QtBot) -> None:
    world = a_world()
    clinic = a_clinic(world)
    screen, way = _shown(qtbot, world, clinic)
    QTest.keyClick(screen.entry.paper, Qt.Key.Key_F2)
    dialog = screen.dialog
    assert isinstance(dialog, ProposeDialog)
    dialog.verb.click()
    assert dialog.text.error()
    dialog.text.set_value("Le numéro a changé.")
    dialog.verb.click()
    (line,) = Directory(world.laptop).proposals()
    assert (line.about, line.text) == (clinic, "Le numéro a changé.")
    assert "next bundle" in way.said[0][0]
    assert screen.dialog is None


def test_an_entry_that_is_not_there_is_proposed(qtbot: QtBot) -> None:
    world = a_world()
    screen, _ = _shown(qtbot, world, "propose")
    dialog = screen.dialog
    assert isinstance(dialog, ProposeDialog)
    dialog.subject.set_value("Atelier de couture")
    dialog.text.set_value("Le mardi soir à l'école.")
    dialog.verb.click()
    assert Directory(world.laptop).proposals()[0].subject == "Atelier de couture"


def test_the_office_answers_the_queue(qtbot: QtBot) -> None:
    world = a_world()
    waiting = propose_some(world)
    screen, way = _shown(qtbot, world, "proposals", world.office)
    rows = screen.queue.cards.rows()
    assert [row.card.title for row in rows] == ["Aide juridique", "Banque alimentaire"]
    QTest.keyClick(rows[0], Qt.Key.Key_Return)
    dialog = screen.dialog
    assert isinstance(dialog, ProposalDialog)
    dialog.answer.set_value("Merci.")
    dialog.take.click()
    line = next(one for one in Directory(world.office).proposals() if one.id == waiting)
    assert (line.state, line.answer) == ("taken", "Merci.")
    assert way.gone == [("directory", f"{line.about}/edit")]


def test_a_proposal_opens_from_what_waits_and_is_read_in_the_field(qtbot: QtBot) -> None:
    world = a_world()
    waiting = propose_some(world)
    screen, way = _shown(qtbot, world, f"proposals/{waiting}")
    dialog = screen.dialog
    assert isinstance(dialog, ProposalDialog)
    assert not dialog.answer.isVisible()
    prepare(dialog, (520, 460), "fr", "dark", 200)
    assert nameless(dialog) == []
    dialog.entry_asked.emit("x")
    dialog.reject()
    assert way.gone == [("directory", "x")]


# How it looks


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_it_shows_in_both_languages_and_all_sizes(scene: Scene, qtbot: QtBot) -> None:
    screen = scene.make()
    qtbot.addWidget(screen)
    for language, palette, percent in (("en", "light", 100), ("fr", "dark", 200)):
        prepare(screen, (1254, 650), language, palette, percent)
        settle(screen)
        assert cut_off_text(screen) == []
        assert nameless(screen) == []
        assert rich_text_labels(screen) == []
        buttons = [one for one in screen.findChildren(Button) if one.isVisible()]
        assert all(one.height() >= 24 for one in buttons)


@pytest.mark.parametrize("name", HOSTILE, ids=("markup", "directions", "endless", "hebrew"))
def test_texts_from_elsewhere_are_shown_as_they_were_typed(name: str, qtbot: QtBot) -> None:
    world = a_world()
    one = UUID(bytes=world.office.environment.new_id())
    values = {"name": name, "cost": name, f"documents/{one}/document": name}
    write(world.office, [FictionalRecord("service", one, values)])
    for detail in ("", one.hex):
        screen, _ = _shown(qtbot, world, detail, world.office)
        assert rich_text_labels(screen) == []
        assert "\u202e" not in screen.entry.title.text()
        assert "\x00" not in screen.entry.title.text()
