"""The pictures of the conflicts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.domain.forms.filling import Answer, Place
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.trust.organisation import Organisation
from desktop_app.ui.conflicts.view import ConflictsScreen
from tests.desks import IN_FRENCH, desks
from tests.ui.exchange.rehearsal import Rehearsal, contested, people
from tests.ui.forms.about import AFTERWARDS, a_form
from tests.ui.scene import Scene

_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def _office(people: int) -> QWidget:
    folder = tempfile.TemporaryDirectory(prefix="portage-scene-")
    _KEPT.append(folder)
    world = desks(Path(folder.name), IN_FRENCH)
    contested(world, people)
    return Rehearsal(world, world.office).screen(detail="conflicts")


def _handed_over() -> QWidget:
    """Somebody was handed over, and changed meanwhile by a laptop that did not know; and a few
    fields of one person in which two people wrote different things."""
    folder = tempfile.TemporaryDirectory(prefix="portage-scene-")
    _KEPT.append(folder)
    world = desks(Path(folder.name), IN_FRENCH)
    office, north = world.office.session, world.north.session
    Organisation(office).add_community(
        {"name": "Lac-Exemple", "region": "QC", "time_zone": "America/Toronto"}
    )
    other = Organisation(office).community_named("Lac-Exemple").id
    ids = people(world.north, 11, 2, notes=0)
    world.carry(world.north, world.office)
    world.carry(world.office, world.north)
    Handovers(office).hand_over(ids[0], other)
    Clients(north).set(ids[0], {"telephone": "867 555 0199", "pronouns": "elle"})
    Clients(office).set(
        ids[1], {"telephone": "867 555 0142", "family": "Autre", "safety": "Chien."}
    )
    Clients(north).set(
        ids[1],
        {"telephone": "867 555 0177", "family": "Essai", "safety": "Chien attaché derrière."},
    )
    world.carry(world.north, world.office)
    return Rehearsal(world, world.office).screen(detail="conflicts")


def _both() -> QWidget:
    """A telephone of which both numbers can stay."""
    screen = _handed_over()
    inside = screen.findChild(ConflictsScreen)
    assert inside is not None
    for _ in range(4):
        if not inside.both.isHidden():
            break
        inside.step(1)
    return screen


def _answer() -> QWidget:
    """One question of a form, answered differently on two laptops."""
    folder = tempfile.TemporaryDirectory(prefix="portage-scene-")
    _KEPT.append(folder)
    world = desks(Path(folder.name), IN_FRENCH)
    office, north = world.office.session, world.north.session
    (client,) = people(world.north, 11, 1, notes=0)
    form = a_form(office, "client", "Le logis en hiver", "The home in winter", AFTERWARDS)
    world.carry(world.north, world.office)
    world.carry(world.office, world.north)
    record = FilledForms(north).begin(client, form, {Place("next"): Answer("Rien")})
    world.carry(world.north, world.office)
    FilledForms(north).save(record, {Place("felt"): Answer("well")})
    FilledForms(office).save(record, {Place("felt"): Answer("short")})
    world.carry(world.north, world.office)
    screen = Rehearsal(world, world.office).screen(detail="conflicts")
    inside = screen.findChild(ConflictsScreen)
    assert inside is not None
    inside.filters.field.set_value(f"form/{form}")
    inside.narrowed.emit(inside.filters.wanted())
    return screen


def dialog_scenes() -> list[Scene]:
    """An answer to a form."""
    return [Scene("conflicts-answer", _answer)]


def scenes() -> list[Scene]:
    """The inbox with decisions to take, and without."""
    return [
        Scene("conflicts", lambda: _office(24)),
        Scene("conflicts-handed-over", _handed_over),
        Scene("conflicts-both", _both),
        Scene("conflicts-empty", lambda: _office(0)),
    ]
