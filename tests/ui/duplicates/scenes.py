"""The pictures of the doubles."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import Value
from desktop_app.services.clients.clients import Clients
from desktop_app.services.duplicates.last_answer import LastAnswer
from desktop_app.services.duplicates.likely_pairs import Duplicates
from desktop_app.services.duplicates.links import Links
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.ui.duplicates.build import build
from desktop_app.ui.duplicates.services import DuplicatesServices
from desktop_app.ui.shared.jobs import ImmediateJobs, Jobs
from tests.desks import IN_FRENCH, desks
from tests.ui.exchange.rehearsal import ZONE, Way, show_detail
from tests.ui.scene import Scene

_KEPT: list[tempfile.TemporaryDirectory[str]] = []

TWICE: tuple[tuple[dict[str, Value], dict[str, Value]], ...] = (
    (
        {"given": "Élisabeth", "family": "Exemple-Fictif", "birth_date": "1951-04-02",
         "street": "12, rue du Rivage", "telephone": "819 555-0142", "language": "fr"},
        {"given": "Elizabeth", "family": "Exemple", "birth_date": "1951-02-04",
         "street": "12 rue du Rivage", "telephone": "819 555-0142", "language": "iu"},
    ),
    (
        {"given": "Jean-Baptiste", "family": "Imaginaire", "birth_date": "1938-11-20",
         "telephone": "819 555-0117"},
        {"given": "Jean", "family": "Imaginaire", "birth_date": "1938-11-20"},
    ),
    (
        {"given": "ᑕᖅᑭᖅ", "family": "Démo", "birth_date": "1990-06-01", "street": "Maison 14"},
        {"given": "Taqqiq", "family": "Demo", "birth_date": "1990-06-01", "street": "Maison 14"},
    ),
)  # fmt: skip


def register_twice(session: Session, pairs: int = len(TWICE)) -> list[tuple[str, str]]:
    """So many people, each registered twice, and the list of likely doubles brought up to date."""
    clients = Clients(session)
    community = Organisation(session).own_communities()[0].name
    made = []
    for number in range(pairs):
        ids = []
        for at, values in enumerate(TWICE[number % len(TWICE)]):
            another: dict[str, Value] = {}
            if number >= len(TWICE):
                another = {
                    "family": f"{values['family']} {'abcdefghij'[number % 10] * 4}",
                    "birth_date": f"19{40 + number % 50}-07-19",
                    "telephone": None,
                }
            told = {path: value for path, value in {**values, **another}.items() if value}
            note = "Relevé de loyer demandé." if at == 0 else ""
            ids.append(clients.add({"community": community, **told}, note))
        made.append((ids[0], ids[1]))
    Duplicates(session).find_all()
    return made


def services_of(session: Session, undo: Undo | None = None) -> DuplicatesServices:
    """The services behind the screen, comparing in this process."""

    def compare(everything: bool, progress: Progress) -> int:
        if everything:
            return Duplicates(session).find_all(progress)
        Duplicates(session).catch_up(progress)
        return Duplicates(session).count()

    return DuplicatesServices(
        Duplicates(session),
        Links(session),
        session.registry,
        compare,
        LastAnswer(session, undo or Undo(session)),
        lambda: datetime.fromtimestamp(session.environment.now() / 1000, ZONE),
    )


def screen_of(session: Session, jobs: Jobs | None = None, door: Way | None = None) -> QWidget:
    """The screen, shown."""
    screen = build(services_of(session), jobs or ImmediateJobs(), door or Way())
    show_detail(screen, "")
    return screen


def _office(pairs: int) -> QWidget:
    folder = tempfile.TemporaryDirectory(prefix="portage-scene-")
    _KEPT.append(folder)
    world = desks(Path(folder.name), IN_FRENCH)
    register_twice(world.office.session, pairs)
    screen = screen_of(world.office.session)
    screen.setProperty("world", world)
    return screen


def scenes() -> list[Scene]:
    """The list with pairs to decide, and without."""
    return [
        Scene("duplicates", lambda: _office(3)),
        Scene("duplicates-empty", lambda: _office(0)),
    ]
