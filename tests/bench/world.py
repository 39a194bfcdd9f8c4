"""The people and vaults that are measured, the same from one run to the next."""

from __future__ import annotations

import io
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.domain.fields import Scope, Value, key_of
from desktop_app.domain.roles import Role
from desktop_app.domain.searching import search_text
from desktop_app.services.editing import Editor
from desktop_app.services.enrolment import accept
from desktop_app.services.environment import REAL
from desktop_app.services.exchange import Exchange
from desktop_app.services.organisation import Organisation, prepare_device
from desktop_app.services.session import Session
from desktop_app.storage.database import Database
from desktop_app.sync import bundle as files
from tests.builders import Bundle

KEY = bytes(range(32))
ENTRIES_A_CLIENT = 2
_GIVEN = (
    "Ana",
    "Béatrice",
    "Célestin",
    "Dorothée",
    "Émile",
    "Félix",
    "Gisèle",
    "Honoré",
    "Irène",
    "Jules",
)
_FAMILY = ("Exemple", "Essai", "Fictif", "Modèle", "Prototype", "Brouillon", "Canevas", "Esquisse")


@dataclass(frozen=True, slots=True)
class Person:
    """One invented client: values of both of its records."""

    identity: dict[str, Value]
    client: dict[str, Value]


def people(count: int, community: bytes, seed: int = 1) -> Iterator[Person]:
    """`count` invented people, with as many different names as there are in a small country."""
    chance = random.Random(seed)
    for number in range(count):
        given = (
            f"{chance.choice(_GIVEN)}{chance.choice('abcdefghij')}{chance.choice(_GIVEN).lower()}"
        )
        family = (
            f"{chance.choice(_FAMILY)}-{chance.choice(_FAMILY)}{chance.randrange(count // 20 + 5)}"
        )
        year, month, day = (
            1930 + chance.randrange(90),
            1 + chance.randrange(12),
            1 + chance.randrange(28),
        )
        yield Person(
            {
                "given": given,
                "family": family,
                "birth_date": f"{year}-{month:02}-{day:02}",
                f"phones/00000000-0000-5000-8000-{number % 997:012d}/number": f"+1867555{chance.randrange(10000):04}",
            },
            {
                "community": community.hex(),
                "language": "iu",
                "status": "open",
                "first_contact": "2026-01-15",
            },
        )


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="portage-bench-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def session_on_disk(path: Path, laptop: str, person: str) -> Session:
    """A vault's database on disk with its device keys, without the passphrase's cost."""
    database = Database.create(path, KEY)
    session = Session(database, REAL, b"", REAL.new_id(), person)
    with database.writing() as tables:
        prepare_device(session, tables, laptop)
    return session


def office_and_laptop(place: Path) -> tuple[Session, Session, bytes]:
    """An office, a laptop that has joined it, and the community that both hold."""
    office = session_on_disk(place / "office.db", "office", "Odile Exemple")
    Organisation(office).start(
        "Organisme Exemple", [{"name": "Lac-Exemple", "time_zone": "America/Iqaluit"}]
    )
    laptop = session_on_disk(place / "laptop.db", "north", "Maude Exemple")
    community = Organisation(office).communities()[0].id
    certificate = Organisation(office).approve(
        Organisation(laptop).request(), Role.WORKER, [community]
    )
    out = io.BytesIO()
    Exchange(office).write([certificate], out, files.ENROLMENT)
    accept(laptop, Bundle(out.getvalue()))
    return office, laptop, community


def register(session: Session, community: bytes, count: int, seed: int) -> None:
    """Write so many new clients."""
    registry = session.registry
    with session.database.writing(bulk=True) as tables:
        editor = Editor(session, tables)
        names = session.scope(tables, Scope.NAMES, community)
        cases = session.scope(tables, Scope.CASES, community)
        for person in people(count, community, seed):
            client = session.environment.new_id()
            editor.edit(registry["identity"], client, names, person.identity, new=True)
            editor.edit(registry["client"], client, cases, person.client, new=True)
        editor.flush()


def bundle_to(sender: Session, receiver: Session) -> tuple[Bundle, int, int]:
    """(bundle, entries, bytes) from one device to the other."""
    certificate = sender.require_trust().certificate(receiver.device)
    assert certificate is not None
    out = io.BytesIO()
    exported = Exchange(sender).write([certificate], out)
    return Bundle(out.getvalue()), exported.entries, exported.bytes


def words_of(session: Session, person: Person) -> str:
    """The indexed words of a person, for the raw search beside ours."""
    kind = session.registry["identity"]
    return search_text(kind, {key_of(kind, path): value for path, value in person.identity.items()})


def now_ms() -> int:
    """UTC milliseconds."""
    return int(datetime.now(UTC).timestamp() * 1000)
