"""The form decides: what is missing, what is kept, who it might be, and what becomes a conflict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Field, Kind, Value
from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.progress import Progress, Step
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.form_presenter import FormPresenter, Likely, Opening
from desktop_app.ui.clients.form_shape import begin_group, field_keys, groups
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.date_fields import DateField
from desktop_app.ui.shared.fields import LongTextField, TextField
from desktop_app.ui.shared.jobs import ImmediateJobs, Outcome
from desktop_app.ui.shared.labels import PlainLabel
from tests.builders import swap
from tests.ui.clients.rehearsal import PLACES, Way, World, a_world, jeanne, values_of
from tests.ui.picture import cut_off_text, prepare, settle


class Page:
    """A form that keeps what it is told."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.openings: list[Opening] = []
        self.unfinished: list[int] = []
        self.errors: dict[str, str] = {}
        self.likely: list[str] = []
        self.unreadable: dict[str, Message] = {}

    def show_form(self, opening: Opening, values: Mapping[str, Value]) -> None:
        self.openings.append(opening)
        self.values = dict(values)

    def show_unfinished(self, at: int) -> None:
        self.unfinished.append(at)

    def show_values(self, values: Mapping[str, Value]) -> None:
        self.values = dict(values)

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        self.errors = {key: str(words) for key, words in errors.items()}

    def show_likely(self, likely: Likely) -> None:
        self.likely = [line.name for line, _ in likely]

    def finish(self) -> Mapping[str, Message]:
        return self.unreadable


class Desk:
    """A presenter at work on a laptop."""

    def __init__(self, world: World) -> None:
        self.world, self.page, self.way = world, Page(), Way()
        self.form = FormPresenter(self.page, world.services(), ImmediateJobs(), self.way)

    def type(self, **values: Value) -> None:
        for key, value in values.items():
            self.form.left(key, value)

    def id_of(self, place: str) -> str:
        return next(one.id for one in self.world.services().communities() if one.name == place)


@pytest.fixture
def desk() -> Desk:
    return Desk(a_world())


def test_a_nickname_and_a_community_are_enough(desk: Desk) -> None:
    desk.form.open("")
    desk.type(preferred="Ti-Loup", community=desk.id_of(PLACES[1]))
    desk.form.save()
    assert desk.page.errors == {}
    place, client = desk.way.gone[-1]
    assert place == "clients"
    assert values_of(desk.world, client)["preferred"] == "Ti-Loup"
    assert desk.way.said[-1][1] is True
    assert desk.way.changes == 1
    assert desk.world.drafts.kept == {}


def test_without_name_and_community_each_is_asked_for_at_its_field(desk: Desk) -> None:
    desk.form.open("")
    desk.form.save()
    assert set(desk.page.errors) == {"given", "community"}
    assert desk.way.gone == []
    assert desk.world.clients.count() == 0


def test_a_client_number_will_do_for_someone_who_gives_no_name(desk: Desk) -> None:
    desk.form.open("")
    desk.type(code="N-0417", community=desk.id_of(PLACES[0]))
    desk.form.save()
    assert desk.world.clients.show(desk.way.gone[-1][1]).title == "N-0417"


def test_what_a_field_cannot_hold_is_said_at_the_field_and_nothing_is_saved(desk: Desk) -> None:
    desk.form.open("")
    desk.type(given="Ana", community=desk.id_of(PLACES[0]), birth_date="2999-01-01")
    desk.form.save()
    assert set(desk.page.errors) == {"birth_date"}
    assert desk.world.clients.count() == 0


def test_what_cannot_be_read_stops_saving(desk: Desk) -> None:
    desk.form.open("")
    desk.type(given="Ana", community=desk.id_of(PLACES[0]))
    desk.page.unreadable = {
        "birth_date": Message("dates", "Enter the month as a number from 1 to 12.")
    }
    desk.form.save()
    assert set(desk.page.errors) == {"birth_date"}


def test_with_one_community_there_is_nothing_to_choose() -> None:
    desk = Desk(a_world(places=("Lac-Exemple",)))
    desk.form.open("", "Ana Exemple")
    assert desk.page.values["community"] == desk.id_of("Lac-Exemple")
    assert (desk.page.values["given"], desk.page.values["family"]) == ("Ana", "Exemple")
    desk.form.save()
    assert desk.world.clients.count() == 1


def test_each_field_is_a_draft_when_it_is_left(desk: Desk) -> None:
    desk.form.open("")
    desk.type(given="Ana")
    desk.type(needs="Un relevé perdu")
    assert desk.world.drafts.kept["client", ""].values == {
        "given": "Ana",
        "needs": "Un relevé perdu",
    }


def test_leaving_a_new_person_keeps_the_draft_and_says_so(desk: Desk) -> None:
    desk.form.open("")
    desk.type(given="Ana")
    desk.form.leave()
    assert "kept as a draft" in desk.way.said[-1][0]
    assert desk.way.gone[-1] == ("clients", "")
    assert desk.world.clients.count() == 0
    again = Desk(desk.world)
    again.form.open("")
    assert len(again.page.unfinished) == 1
    assert "given" not in again.page.values, "a draft never comes back in silence"
    again.form.go_on()
    assert again.page.values["given"] == "Ana"
    again.type(community=again.id_of(PLACES[0]))
    again.form.save()
    assert desk.world.clients.count() == 1


def test_a_draft_can_be_gone_on_with_or_forgotten(desk: Desk) -> None:
    desk.form.open("")
    desk.type(given="Ana")
    again = Desk(desk.world)
    again.form.open("", resume=True)
    assert again.page.unfinished == []
    assert again.page.values["given"] == "Ana"
    third = Desk(desk.world)
    third.form.open("")
    third.form.discard_draft()
    assert desk.world.drafts.kept == {}
    assert third.form.changed == {}


def test_leaving_an_existing_file_saves_one_entry(desk: Desk) -> None:
    client = desk.world.clients.add({"given": "Ana", "community": PLACES[0]})
    desk.form.open(client)
    desk.type(family="Exemple", pronouns="elle")
    desk.form.leave()
    fields = values_of(desk.world, client)
    assert (fields["family"], fields["pronouns"]) == ("Exemple", "elle")
    saved = [one for one in desk.world.clients.show(client).timeline if one.kind == "changed"]
    assert len(saved) == 1
    assert desk.way.gone[-1] == ("clients", client)


def test_what_is_typed_and_typed_back_is_no_change(desk: Desk) -> None:
    client = desk.world.clients.add({"given": "Ana", "community": PLACES[0]})
    desk.form.open(client)
    desk.type(given="Anna")
    desk.type(given="Ana")
    desk.form.leave()
    assert [one.kind for one in desk.world.clients.show(client).timeline] == ["created"]
    assert desk.way.said == []


def test_losing_sight_of_the_form_saves_and_the_form_goes_on(desk: Desk) -> None:
    client = desk.world.clients.add({"given": "Ana", "community": PLACES[0]})
    desk.form.open(client)
    desk.type(family="Exemple")
    desk.form.hidden()
    assert values_of(desk.world, client)["family"] == "Exemple"
    assert desk.way.gone == []
    desk.type(family="Démo")
    desk.form.save()
    file = desk.world.clients.show(client)
    assert file.fields["family"] == "Démo"
    assert file.contested == {}, "one's own earlier value is no conflict"


def test_an_import_while_the_form_is_open_becomes_a_conflict(desk: Desk) -> None:
    world = desk.world
    client = world.clients.add({"given": "Ana", "family": "Exemple", "community": PLACES[0]})
    swap(world.laptop, world.office)
    desk.form.open(client)
    Clients(world.office).set(client, {"family": "Exemple-Roy"})
    swap(world.office, world.laptop)
    desk.type(family="Exemple-Cree")
    desk.form.save()
    contested = world.clients.show(client).contested
    assert {one.value for one in contested["family"]} == {"Exemple-Roy", "Exemple-Cree"}


def test_an_item_that_was_added_and_left_empty_is_not_written(desk: Desk) -> None:
    client = desk.world.clients.add({"given": "Ana", "community": PLACES[0]})
    desk.form.open(client)
    empty, gone, kept = (str(desk.world.services().new_id()) for _ in range(3))
    desk.form.left(f"phones/{empty}/life", "live")
    desk.form.left(f"phones/{gone}/life", "live")
    desk.form.left(f"phones/{gone}/number", "819 555 0100")
    desk.form.left(f"phones/{gone}/life", "deleted")
    desk.form.left(f"phones/{kept}/life", "live")
    desk.form.left(f"phones/{kept}/number", "819 555 0101")
    assert desk.form.to_write() == {f"phones/{kept}/number": "819 555 0101"}
    desk.form.save()
    assert values_of(desk.world, client)["telephone"] == "819 555 0101"


def test_a_removed_telephone_is_removed(desk: Desk) -> None:
    client = desk.world.clients.add(
        {"given": "Ana", "community": PLACES[0], "telephone": "819 555 0101"}
    )
    desk.form.open(client)
    path = next(one for one in values_of(desk.world, client) if one.endswith("/number"))
    desk.form.left(path.replace("/number", "/life"), "deleted")
    desk.form.save()
    assert "telephone" not in values_of(desk.world, client)


def test_somebody_with_a_file_is_recognised_while_typing(desk: Desk) -> None:
    desk.world.clients.add(
        {"given": "Élise", "family": "Exemple", "birth_date": "1980-03-31", "community": PLACES[0]}
    )
    desk.form.open("")
    desk.form.typed({"given": "É"})
    assert desk.page.likely == []
    desk.form.typed({"given": "Elise", "family": "Exemple", "birth_date": "1980-03-31"})
    assert desk.page.likely == ["Élise Exemple"]


def test_nobody_is_asked_about_in_an_existing_file(desk: Desk) -> None:
    client = desk.world.clients.add({"given": "Ana", "family": "Exemple", "community": PLACES[0]})
    desk.form.open(client)
    desk.form.typed({"given": "Ana", "family": "Exemple"})
    assert desk.page.likely == []


SHOE = Field(
    90,
    "boat",
    Kind.TEXT,
    Message("fields", "Name"),
    Message("purpose", "To reach the person safely."),
)


def test_a_field_of_the_organisation_is_in_the_form_by_being_declared() -> None:
    for entity in ("identity", "client"):
        registry = STANDARD.with_field(entity, SHOE)
        assert "boat" in field_keys(groups(registry, (), ()))
    assert "boat" not in field_keys(groups(STANDARD, (), ()))


def test_every_declared_field_is_in_the_form_once() -> None:
    declared = {one.name for kind in ("identity", "client") for one in STANDARD[kind].fields}
    declared.remove("handed_over_to")  # written by the handover alone
    keys = list(field_keys(groups(STANDARD, (), ())))
    assert sorted(keys) == sorted(declared)
    begin = list(field_keys((begin_group(STANDARD, (), ()),)))
    rest = list(field_keys(groups(STANDARD, (), (), without=begin)))
    assert sorted([*begin, *rest]) == sorted(declared)


def test_an_own_field_is_typed_saved_and_shown_again(qtbot: QtBot) -> None:
    registry = STANDARD.with_field("client", replace(SHOE, name="boat"))
    world = a_world(registry=registry)
    client = world.clients.add({"given": "Ana", "community": PLACES[0]})
    screen, way = _opened(qtbot, world, f"{client}/edit")
    form = screen.form.form
    assert form is not None
    field = form.field("boat")
    assert isinstance(field, TextField)
    field.line.setText("Étoile du Nord")
    screen.form.save.click()
    assert values_of(world, client)["boat"] == "Étoile du Nord"
    screen.show_detail(client)
    screen.activate()
    assert any(label.text() == "Étoile du Nord" for label in screen.file.findChildren(PlainLabel))
    assert way.problems == []


def test_the_first_minute_asks_six_things_and_more_keeps_them(qtbot: QtBot) -> None:
    screen, _ = _opened(qtbot, a_world(), "new")
    page = screen.form
    assert page.form is not None
    assert page.more is not None
    given = page.form.field("given")
    assert isinstance(given, TextField)
    given.line.setText("Ana")
    page.show_more()
    whole = screen.form
    assert whole.more is None
    assert whole.form is not None
    assert whole.form.values()["given"] == "Ana"
    assert whole.form.field("birth_date").isVisible()


def test_the_keyboard_alone_saves_a_person(qtbot: QtBot) -> None:
    world = a_world(places=("Lac-Exemple",))
    screen, way = _opened(qtbot, world, "new")
    # Keys of a window reach it only where it is the one at work.
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    form = screen.form.form
    assert form is not None
    given = form.field("given")
    assert isinstance(given, TextField)
    given.take_focus()
    QTest.keyClicks(given.line, "Ana")
    QTest.keyClick(given.line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert world.clients.count() == 1
    assert way.gone[-1][1] != ""


def test_errors_stand_on_top_and_at_the_field_and_lead_to_it(qtbot: QtBot) -> None:
    screen, _ = _opened(qtbot, a_world(), "new")
    form = screen.form.form
    assert form is not None
    screen.form.save.click()
    assert form.summary.isVisible()
    assert form.field("given").error() == str(
        Message(
            "client form",
            "Enter a name. For someone who gives none, a client number is enough: it is among the other fields.",
        )
    )


def test_an_unanswered_draft_keeps_the_form_shut(qtbot: QtBot) -> None:
    world = a_world()
    world.drafts.save("client", "", "given", "Ana")
    screen, _ = _opened(qtbot, world, "new")
    page = screen.form
    assert page.form is not None
    assert not page.form.isEnabled()
    assert not page.save.isEnabled()
    page.unfinished_answered.emit(True)
    assert page.form.values()["given"] == "Ana"


def test_typing_shows_who_it_may_be_and_enter_opens_the_file(qtbot: QtBot) -> None:
    world = a_world()
    client = world.clients.add(
        {"given": "Élise", "family": "Exemple", "birth_date": "1980-03-31", "community": PLACES[0]}
    )
    screen, way = _opened(qtbot, world, "new")
    screen.form.typed.emit({"given": "Elise", "family": "Exemple", "birth_date": "1980-03-31"})
    rows = [
        one for one in screen.form.findChildren(QWidget) if getattr(one, "card", None) is not None
    ]
    assert len(rows) == 1
    QTest.keyClick(rows[0], Qt.Key.Key_Return)
    assert way.gone[-1] == ("clients", client)


def test_long_typing_is_kept_before_the_field_is_left(qtbot: QtBot) -> None:
    world = a_world()
    screen, _ = _opened(qtbot, world, "new")
    form = screen.form.form
    assert form is not None
    needs = form.field("needs")
    assert isinstance(needs, LongTextField)
    needs.text.setPlainText("Un relevé")
    screen.form.keep_drafts()
    assert world.drafts.kept["client", ""].values["needs"] == "Un relevé"
    screen.form.show_more()
    form = screen.form.form
    assert form is not None
    birth = form.field("birth_date")
    assert isinstance(birth, DateField)
    birth.year.setText("19")
    screen.form.keep_drafts()
    assert birth.error() == ""
    assert "birth_date" not in world.drafts.kept["client", ""].values


class Slow(ImmediateJobs):
    """Lets saving wait until it is asked to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Callable[[], None]] = []

    def start(
        self,
        name: str,
        work: Callable[[Progress], Outcome],
        done: Callable[[Outcome], None],
        failed: Callable[[Message], None],
        progressed: Callable[[Step], None] | None = None,
    ) -> None:
        if name == "client save":
            self.waiting.append(lambda: super(Slow, self).start(name, work, done, failed))
        else:
            super().start(name, work, done, failed, progressed)


def test_pressed_twice_it_is_saved_once() -> None:
    world, jobs = a_world(places=("Lac-Exemple",)), Slow()
    form = FormPresenter(Page(), world.services(), jobs, Way())
    form.open("", "Ana")
    form.save()
    form.save()
    form.leave()
    assert len(jobs.waiting) == 1
    jobs.waiting.pop()()
    assert world.clients.count() == 1


def test_a_save_that_ends_late_leaves_the_next_form_alone() -> None:
    world, jobs, way = a_world(), Slow(), Way()
    first, second = (
        world.clients.add({"given": name, "community": PLACES[0]}) for name in ("Ana", "Paul")
    )
    form = FormPresenter(Page(), world.services(), jobs, way)
    form.open(first)
    form.left("family", "Exemple")
    form.hidden()
    form.open(second)
    form.left("family", "Fictif")
    jobs.waiting.pop()()
    assert form.changed == {"family": "Fictif"}
    assert way.gone == []
    assert values_of(world, first)["family"] == "Exemple"


@pytest.mark.parametrize(
    ("detail", "given"),
    [("new", None), ("new Paul Exemple", "Paul"), ("new Roy/Exemple", "Roy/Exemple")],
)
def test_the_words_of_a_search_begin_the_form(qtbot: QtBot, detail: str, given: str | None) -> None:
    screen, _ = _opened(qtbot, a_world(), detail)
    assert screen.form.form is not None
    assert screen.form.form.values().get("given") == given


def test_tab_goes_through_the_form_in_the_order_of_reading(qtbot: QtBot) -> None:
    world = a_world()
    screen, _ = _opened(qtbot, world, f"{jeanne(world)}/edit")
    form = screen.form.form
    assert form is not None
    for name in ("phones", "languages"):
        form.items(name).add()
        settle(screen)
    places = []
    widget: QWidget | None = form.field("given").inputs()[0]
    while widget is not None and widget is not screen.form.leave:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            corner = widget.mapTo(form, widget.rect().topLeft())
            places.append((corner.y(), corner.x(), widget.accessibleName()))
        widget = widget.nextInFocusChain()
    assert widget is screen.form.leave
    # Controls of one line stand at slightly different heights.
    lines = [(y // 60, x) for y, x, _ in places]
    backwards = [
        places[n][2] for n, (one, two) in enumerate(pairwise(lines)) if two[0] < one[0] - 1
    ]
    assert backwards == []
    assert len(places) > 50
    assert screen.form.leave.nextInFocusChain() is screen.form.save


def test_the_form_grows_with_its_lists(qtbot: QtBot) -> None:
    world = a_world()
    screen, _ = _opened(qtbot, world, f"{jeanne(world)}/edit")
    form = screen.form.form
    assert form is not None
    before = form.height()
    form.items("phones").add()
    settle(screen)
    assert form.height() > before
    assert cut_off_text(screen) == []


def _opened(qtbot: QtBot, world: World, detail: str) -> tuple[ClientsScreen, Way]:
    way = Way()
    screen = build(world.services(), ImmediateJobs(), way)
    assert isinstance(screen, ClientsScreen)
    qtbot.addWidget(screen)
    prepare(screen)
    screen.show_detail(detail)
    screen.activate()
    settle(screen)
    return screen, way
