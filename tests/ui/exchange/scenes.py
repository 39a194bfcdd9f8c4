"""The pictures of the exchange."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QWidget

from desktop_app.domain.words.calendar_words import number
from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.brake import Held, held_words
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.exchange.exchange_desk import ExchangeDesk
from desktop_app.services.exchange.exchange_lines import Fate, Place, RecordList
from desktop_app.services.exchange.media import Direction, export_pack
from desktop_app.services.progress import Step
from desktop_app.ui.exchange.view import ExchangeScreen
from tests.desks import IN_FRENCH, Desks, desks
from tests.ui.exchange.rehearsal import (
    Rehearsal,
    busy_office,
    contested,
    people,
    pretend_received,
    stick,
)
from tests.ui.scene import Scene

_RUNNING = {"file": "2026-11-20-02.portage", "number": 2, "total": 3}
_KEPT: list[tempfile.TemporaryDirectory[str]] = []
_SCREENS: list[QWidget] = []
"""Behind the questions that are drawn, which go with them."""


def _world() -> Desks:
    folder = tempfile.TemporaryDirectory(prefix="portage-scene-")
    _KEPT.append(folder)
    return desks(Path(folder.name), IN_FRENCH)


def _office() -> QWidget:
    world = _world()
    contested(world, 3)
    return busy_office(world).screen()


def _laptop() -> QWidget:
    world = _world()
    people(world.north, 3, 4)
    world.bundle(world.north, world.office)
    people(world.north, 4, 5)
    ExchangeDesk(world.north).take_in(world.bundle(world.office, world.north))
    return Rehearsal(world, world.north, [stick(world)]).screen()


def _importing() -> QWidget:
    screen = cast(ExchangeScreen, busy_office(_world()).screen())
    screen.show_task(Message("exchange", "{file}, {number} of {total}", _RUNNING))
    said = Message(
        "exchange",
        "{done} of {total} changes. You can go on working meanwhile.",
        {"done": number(1240), "total": number(1936)},
    )
    screen.show_step(Step(1240, 1936, said))
    return screen


def _empty() -> QWidget:
    world = _world()
    return Rehearsal(world, world.north).screen()


def _left() -> QWidget:
    """An office whose computer went off in the middle of a stack of files."""
    rehearsal = busy_office(_world())
    rehearsal.desk.keep_given(
        [rehearsal.world.stick / f"2026-11-20-{number:02d}.portage" for number in range(12, 30)]
    )
    return rehearsal.screen()


def _received() -> QWidget:
    rehearsal = busy_office(_world())
    found = rehearsal.desk.overview().received
    chosen = next(one for one in found if one.laptop == "sud")
    return rehearsal.screen(detail=f"received/{chosen.key}")


def _write() -> QWidget:
    world = _world()
    people(world.north, 3, 4)
    locked = replace(stick(world, "ARCHIVES", read_only=True), folder=world.stick / "locked")
    folder = Path.home() / "Documents" / "Partage"
    shared = Place(folder, folder.name, 210_000_000_000, read_only=False, stick=False)
    return Rehearsal(world, world.north, [stick(world), locked, shared]).screen(detail="write")


def _written() -> QWidget:
    world = _world()
    people(world.north, 3, 4)
    rehearsal = Rehearsal(world, world.north, [stick(world)])
    screen = cast(ExchangeScreen, rehearsal.screen(detail="write"))
    screen.folder_given.emit(world.stick)
    return screen


def _return_file() -> QWidget:
    world = _world()
    people(world.office, 3, 4)
    rehearsal = Rehearsal(world, world.office, [stick(world)])
    screen = cast(ExchangeScreen, rehearsal.screen(detail="write"))
    screen.folder_given.emit(world.stick)
    return screen


def _watching() -> QWidget:
    """A laptop that carries a bundle for the office, and watches a folder."""
    world = _world()
    people(world.north, 3, 4)
    world.carry(world.office, world.north)
    north = world.north.session
    south = north.require_trust().certificates[world.south.session.device]
    written = export_pack(
        Exchange(north), [south], world.stick, Direction.TO_LAPTOPS, date(2026, 11, 20)
    )
    ExchangeDesk(world.south).take_in(written.path)
    shared = world.stick.parent / "Partage"
    shared.mkdir()
    return Rehearsal(world, world.south, [stick(world)], watched=[shared]).screen()


def _only_here() -> QWidget:
    world = _world()
    people(world.north, 3, 9, notes=2)
    return Rehearsal(world, world.north).screen(detail="only-here")


def _sent() -> QWidget:
    world = _world()
    people(world.north, 3, 4)
    world.bundle(world.north, world.office)
    pretend_received(world.north, world.office)
    people(world.north, 4, 3)
    world.bundle(world.north, world.office)
    return Rehearsal(world, world.north).screen(detail="sent")


def _look() -> QWidget:
    world = _world()
    people(world.north, 3, 4)
    rehearsal = Rehearsal(world, world.office)
    screen = cast(ExchangeScreen, rehearsal.screen())
    screen.look_given.emit(world.bundle(world.north, world.office))
    return screen


def _held_up() -> QWidget:
    """A bundle that would delete many people, and waits for somebody."""
    world = _world()
    ids = people(world.north, 3, 14)
    world.carry(world.north, world.office)
    for one in ids[:8]:
        Clients(world.north.session).delete(one)
    rehearsal = Rehearsal(world, world.office)
    rehearsal.desk.take_in(world.bundle(world.north, world.office))
    received = next(one for one in rehearsal.desk.overview().received if one.brake is not None)
    return rehearsal.screen(detail=f"received/{received.key}")


def _left_out() -> QWidget:
    """The question that is asked before such a bundle is left out."""
    screen = cast(ExchangeScreen, _held_up())
    screen.received.decline.click()
    question = screen.received.question
    assert question is not None
    _SCREENS.append(screen)
    return question


def _deleted() -> QWidget:
    """A bundle that deleted a few people, and brought others."""
    world = _world()
    ids = people(world.north, 3, 12)
    world.carry(world.north, world.office)
    for one in ids[:3]:
        Clients(world.north.session).delete(one)
    people(world.north, 4, 2)
    rehearsal = Rehearsal(world, world.office)
    rehearsal.desk.take_in(world.bundle(world.north, world.office))
    received = next(one for one in rehearsal.desk.overview().received if one.deleted)
    return rehearsal.screen(detail=f"received/{received.key}")


def _other_papers() -> QWidget:
    """A bundle under whose papers others would count than those that are known here."""
    world = _world()
    people(world.north, 3, 2)
    rehearsal = Rehearsal(world, world.office)
    rehearsal.desk.take_in(world.bundle(world.north, world.office))
    received = rehearsal.desk.overview().received[0]
    held = Held(0, 0, 0, (), False, papers=True)
    screen = cast(ExchangeScreen, rehearsal.screen(detail=f"received/{received.key}"))
    waits = replace(
        received, fate=Fate.REFUSED, brake=held, message=held_words(held), by=(), can_undo=False
    )
    screen.show_received(waits, RecordList((), False))
    return screen


def _taken_back() -> QWidget:
    """A bundle that was taken back, but for somebody who has a new note."""
    world = _world()
    ids = people(world.north, 3, 3)
    rehearsal = Rehearsal(world, world.office)
    rehearsal.desk.take_in(world.bundle(world.north, world.office))
    Clients(world.office.session).add_note(ids[0], "Relevé reçu.", "2026-11-21")
    key = rehearsal.desk.overview().received[0].key
    screen = cast(ExchangeScreen, rehearsal.screen(detail=f"received/{key}"))
    screen.received.undo_asked.emit(False)
    return screen


def scenes() -> list[Scene]:
    """Every page of the exchange."""
    made: tuple[tuple[str, Callable[[], QWidget]], ...] = (
        ("exchange-office", _office),
        ("exchange-importing", _importing),
        ("exchange-laptop", _laptop),
        ("exchange-empty", _empty),
        ("exchange-left", _left),
        ("exchange-received", _received),
        ("exchange-held-up", _held_up),
        ("exchange-left-out", _left_out),
        ("exchange-deleted", _deleted),
        ("exchange-other-papers", _other_papers),
        ("exchange-taken-back", _taken_back),
        ("exchange-write", _write),
        ("exchange-written", _written),
        ("exchange-return-file", _return_file),
        ("exchange-watching", _watching),
        ("exchange-only-here", _only_here),
        ("exchange-sent", _sent),
        ("exchange-look", _look),
    )
    return [Scene(name, make) for name, make in made]
