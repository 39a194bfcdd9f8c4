"""The people and vaults that are measured, the same from one run to the next."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.roles import Role
from desktop_app.services.editing import Editor
from desktop_app.services.environment import REAL
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation, prepare_device
from desktop_app.services.vault import vaults
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage import schema
from desktop_app.storage.database import Database
from desktop_app.storage.exchange import Peer
from desktop_app.sync import bundle as files
from tests.bench.figures import PASSPHRASE
from tests.builders import Bundle

KEY = bytes(range(32))
AT_ONCE = 20_000
GIVEN = (
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
        given = f"{chance.choice(GIVEN)}{chance.choice('abcdefghij')}{chance.choice(GIVEN).lower()}"
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
        tables.facts.set("bench/person", session.person)
    return session


def session_again(path: Path) -> Session:
    """What `session_on_disk` made, opened again."""
    database = Database.open(path, KEY)
    with database.reading() as tables:
        device, person = tables.facts.require("device"), tables.facts.require("bench/person")
        session = Session(database, REAL, device, person, "Maude Exemple")
        session.load_trust(tables)
    return session


@dataclass(slots=True)
class World:
    """An office whose vault holds so many clients, and a laptop that has just joined it."""

    folder: Path

    @property
    def vault(self) -> Path:
        return self.folder / "office"

    @property
    def database(self) -> Path:
        return self.vault / "vault.db"

    def key(self) -> tuple[bytes, bytes]:
        """(the vault's key, the id of who works there)."""
        kept = (self.folder / "key").read_bytes()
        return kept[:32], kept[32:]

    def office(self) -> OpenVault:
        return vaults.open_with_key(self.vault, *self.key())

    def laptop(self) -> Session:
        return session_again(self.folder / "laptop.db")


def make_world(made: Path, size: int) -> None:
    """Write a world of so many clients into a new folder; a million take some minutes."""
    made.mkdir(parents=True)
    with vaults.create(made / "office", "office", "Odile Exemple", PASSPHRASE) as vault:
        office = vault.session
        Organisation(office).start(
            "Organisme Exemple", [{"name": "Lac-Exemple", "time_zone": "America/Iqaluit"}]
        )
        (made / "key").write_bytes(vault.key + office.person)
        laptop = session_on_disk(made / "laptop.db", "north", "Maude Exemple")
        community = community_of(office)
        certificate = Organisation(office).approve(
            Organisation(laptop).request(), Role.WORKER, [community]
        )
        out = io.BytesIO()
        Exchange(office).write([certificate], out, files.ENROLMENT)
        accept(laptop, Bundle(out.getvalue()))
        laptop.database.checkpoint()
        laptop.database.close()
        register(office, community, size, seed=1)
        office.database.checkpoint()
    (made / "whole").touch()


def world(size: int, place: Path, cache: Path) -> World:
    """A copy at `place` of a world of that size, which is kept in `cache` from run to run."""
    with Database.create(None, KEY).reading() as tables:
        made_by = (*schema.STATEMENTS, tables.rows.fingerprint().hex())
    shape = hashlib.sha256("".join(made_by).encode()).hexdigest()[:8]
    kept = cache / f"{size}-{schema.VERSION}-{shape}"
    if not (kept / "whole").exists():
        shutil.rmtree(kept, ignore_errors=True)
        make_world(kept, size)
    shutil.copytree(kept, place)
    return World(place)


def community_of(session: Session) -> bytes:
    """The one community of the world."""
    return Organisation(session).communities()[0].id


def register(session: Session, community: bytes, count: int, seed: int) -> None:
    """Write so many new clients, many at a time."""
    registry = session.registry
    everybody = people(count, community, seed)
    while part := list(islice(everybody, AT_ONCE)):
        with session.database.writing(bulk=True) as tables:
            editor = Editor(session, tables)
            names = session.scope(tables, Scope.NAMES, community)
            cases = session.scope(tables, Scope.CASES, community)
            for person in part:
                client = session.environment.new_id()
                editor.edit(registry["identity"], client, names, person.identity, new=True)
                editor.edit(registry["client"], client, cases, person.client, new=True)
            editor.flush()


def hear(listener: Session, speaker: Session) -> None:
    """Let one device know what another holds, as the other's last bundle would have said."""
    with speaker.database.reading() as tables:
        vector = tables.log.vector()
        control = tables.facts.number("control")
    with listener.database.writing() as tables:
        tables.exchange.set_peer(Peer(speaker.device, control, vector, now_ms()))


def bundle_to(sender: Session, receiver: Session) -> tuple[Bundle, int, int]:
    """(bundle, entries, bytes) from one device to the other."""
    certificate = sender.require_trust().certificate(receiver.device)
    assert certificate is not None
    out = io.BytesIO()
    exported = Exchange(sender).write([certificate], out)
    return Bundle(out.getvalue()), exported.entries, exported.bytes


def now_ms() -> int:
    """UTC milliseconds."""
    return int(datetime.now(UTC).timestamp() * 1000)
