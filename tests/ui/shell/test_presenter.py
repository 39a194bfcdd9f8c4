from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from desktop_app.language import Message
from desktop_app.ui.shared.hits import Group, Hit
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shell.places import History, Route
from desktop_app.ui.shell.presenter import Command, Look, ShellPresenter, Standing, Waits

NOW = datetime(2026, 11, 21, 15, 42, tzinfo=UTC)
JEANNE = Hit("id-1", Group.PEOPLE, "Jeanne Exemple", "name", "user")


class Window:
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def show_route(self, route: Route, *, back: bool, forward: bool) -> None:
        self.told.append(("route", route, back, forward))

    def show_badges(self, badges: Mapping[str, Waits]) -> None:
        self.told.append(("badges", dict(badges)))

    def show_standing(self, standing: Standing, now: datetime) -> None:
        self.told.append(("standing", standing, now))

    def show_look(self, look: Look) -> None:
        self.told.append(("look", look))

    def show_hits(self, words: str, hits: Sequence[Hit]) -> None:
        self.told.append(("hits", words, [hit.key for hit in hits]))

    def show_done(self, words: Message, *, undo: bool) -> None:
        self.told.append(("done", str(words), undo))

    def show_problem(self, words: Message) -> None:
        self.told.append(("problem", str(words)))

    def show_cover(self, *, pin: bool) -> None:
        self.told.append(("cover", pin))

    def show_cover_problem(self, words: Message) -> None:
        self.told.append(("cover problem", str(words)))

    def lift_cover(self) -> None:
        self.told.append(("lifted",))

    def refresh(self) -> None:
        self.told.append(("refresh",))

    def last(self) -> tuple[object, ...]:
        return self.told[-1]


class Services:
    """Answers from what the test put in."""

    def __init__(self) -> None:
        self.undoable: list[Message] = []
        self.searched: list[str] = []
        self.looks: list[Look] = []

    def standing(self) -> Standing:
        return Standing(NOW, NOW, "Iqaluit", 12)

    def badges(self) -> Mapping[str, Waits]:
        return {"exchange": Waits(12)}

    def find(self, words: str) -> Sequence[Hit]:
        self.searched.append(words)
        return [JEANNE]

    def undo(self) -> Message | None:
        return self.undoable.pop() if self.undoable else None

    def passphrase_fits(self, passphrase: str) -> bool:
        return passphrase == "four plain words here"

    def remember_look(self, look: Look) -> None:
        self.looks.append(look)


class Frame:
    def __init__(self) -> None:
        self.window, self.services, self.locked = Window(), Services(), 0
        self.presenter = ShellPresenter(
            self.window,
            self.services,
            ImmediateJobs(),
            Look("light", 100, "en"),
            clock=lambda: NOW,
            lock=self.lock,
            route_of=lambda hit: Route("clients", hit.key),
        )

    def lock(self) -> None:
        self.locked += 1


@pytest.fixture
def frame() -> Frame:
    return Frame()


def test_it_begins_with_today_and_how_everything_stands(frame: Frame) -> None:
    frame.presenter.begin()
    assert frame.window.told == [
        ("look", Look("light", 100, "en")),
        ("route", Route("today"), False, False),
        ("standing", Standing(NOW, NOW, "Iqaluit", 12), NOW),
        ("badges", {"exchange": Waits(12)}),
    ]


def test_one_can_go_back_and_forward(frame: Frame) -> None:
    frame.presenter.go(Route("clients"))
    frame.presenter.go(Route("clients", "id-1"))
    frame.presenter.back()
    assert frame.window.last() == ("route", Route("clients"), True, True)
    frame.presenter.back()
    frame.presenter.back()
    assert frame.presenter.here == Route("today")
    frame.presenter.forward()
    frame.presenter.go(Route("schedule"))
    assert frame.window.last() == ("route", Route("schedule"), True, False)


def test_history_forgets_what_lay_ahead_and_does_not_grow_without_end() -> None:
    history = History(Route("today"))
    for number in range(500):
        history.go(Route("clients", str(number)))
    steps = 0
    while history.can_go_back:
        history.back()
        steps += 1
    assert steps == History.LONGEST - 1
    history.go(history.here)
    assert history.can_go_forward


def test_people_are_searched_from_the_second_letter(frame: Frame) -> None:
    frame.presenter.search("j")
    assert frame.services.searched == []
    frame.presenter.search("je ")
    assert frame.services.searched == ["je"]
    assert frame.window.last() == ("hits", "je ", ["id-1"])


def test_an_empty_box_lists_the_commands_with_their_keys(frame: Frame) -> None:
    frame.presenter.search("")
    assert frame.window.last() == (
        "hits",
        "",
        ["go today", "go clients", "go directory", "go schedule", "go exchange", "go settings"],
    )


def test_a_hit_leads_to_its_record_and_a_command_runs(frame: Frame) -> None:
    ran: list[str] = []
    frame.presenter.add_command(
        Command("backup", Message("shell", "Make a backup"), "save", "", lambda: ran.append("yes"))
    )
    frame.presenter.open_hit(JEANNE)
    assert frame.presenter.here == Route("clients", "id-1")
    frame.presenter.search("backup")
    assert frame.window.last()[2] == ["id-1", "backup"]
    frame.presenter.search("BÄCKUP make")
    assert frame.window.last()[2] == ["id-1", "backup"]
    frame.presenter.open_hit(Hit("backup", Group.COMMANDS, "", "", "save"))
    assert ran == ["yes"]


def test_undo_says_what_was_taken_back(frame: Frame) -> None:
    frame.services.undoable.append(Message("test", "The telephone is as before."))
    frame.presenter.undo()
    assert ("done", "The telephone is as before.", False) in frame.window.told
    assert ("refresh",) in frame.window.told
    frame.presenter.undo()
    assert frame.window.last() == ("done", "There is nothing to undo on this laptop.", False)


def test_a_look_is_shown_at_once_and_remembered(frame: Frame) -> None:
    frame.presenter.change_look(text_percent=150)
    frame.presenter.change_look(language="fr", palette="dark")
    # Another language is read anew where names come from the vault.
    assert frame.window.told[-2:] == [("look", Look("dark", 150, "fr")), ("refresh",)]
    assert frame.services.looks == [Look("light", 150, "en"), Look("dark", 150, "fr")]


def test_the_pin_of_the_session_lifts_the_cover(frame: Frame) -> None:
    assert frame.presenter.choose_pin("12") is not None
    assert frame.presenter.choose_pin("abcd") is not None
    assert frame.presenter.choose_pin("4711") is None
    frame.presenter.cover()
    assert frame.window.last() == ("cover", True)
    frame.presenter.lift("4712")
    assert "2 tries are left" in str(frame.window.last()[1])
    frame.presenter.lift("4711")
    assert frame.window.last() == ("lifted",)
    assert frame.locked == 0


def test_three_wrong_tries_lock(frame: Frame) -> None:
    frame.presenter.choose_pin("4711")
    frame.presenter.cover()
    for typed in ("0000", "0001"):
        frame.presenter.lift(typed)
        frame.presenter.cover()
    assert "1 try is left" in str([t for t in frame.window.told if t[0] == "cover problem"][-1])
    frame.presenter.lift("0002")
    assert frame.locked == 1
    assert ("lifted",) not in frame.window.told


def test_without_a_pin_the_passphrase_lifts_the_cover(frame: Frame) -> None:
    frame.presenter.cover()
    assert frame.window.last() == ("cover", False)
    frame.presenter.lift("wrong")
    frame.presenter.lift("four plain words here")
    assert frame.window.last() == ("lifted",)
