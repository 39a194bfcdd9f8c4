"""An office, laptops and clients in memory, valid unless told otherwise, for everybody's tests."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Registry, Value
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.environment import Environment
from desktop_app.services.exchange.exchange import Exchange, Imported
from desktop_app.services.exchange.packs import OpenFile
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation, prepare_device
from desktop_app.storage.database import Database
from desktop_app.sync import bundle as files

START: Final = int(datetime(2026, 3, 2, 15, 0, tzinfo=UTC).timestamp() * 1000)
"""When every rehearsed clock begins: 2026-03-02 15:00 UTC, in milliseconds."""


class Clock:
    """A clock that goes on by one second each time it is asked; `at` may be set by hand."""

    def __init__(self, at: int = START) -> None:
        self.at = at

    def __call__(self) -> int:
        self.at += 1000
        return self.at

    def forward(self, *, days: int = 0, minutes: int = 0) -> None:
        """Let that much time pass."""
        self.at += (days * 24 * 60 + minutes) * 60_000


def an_environment(clock: Clock | None = None, seed: int = 1) -> Environment:
    """A rehearsed clock, and chance from a seed (keys are made by the real libraries)."""
    return Environment(clock or Clock(), random.Random(seed).randbytes)


class Bundle(OpenFile):
    """The bytes of a bundle or of a pack, opened in this process."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self.data = data


def a_vault(
    laptop: str,
    person: str,
    environment: Environment | None = None,
    registry: Registry = STANDARD,
) -> Session:
    """A vault in memory whose laptop has its keys and belongs to nobody yet."""
    environment = environment or an_environment()
    database = Database.create(None, environment.random(32), registry)
    session = Session(database, environment, b"", environment.new_id(), person)
    with database.writing() as tables:
        prepare_device(session, tables, laptop)
    return session


def an_office(
    communities: Sequence[str] = ("Rivière-Exemple", "Lac-Exemple"),
    *,
    name: str = "Organisation Exemple",
    person: str = "Odile Exemple",
    laptop: str = "office",
    environment: Environment | None = None,
    registry: Registry = STANDARD,
    zone: str = "America/Toronto",
) -> Session:
    """The first laptop of an organisation, whose person may do everything. zone: of its places."""
    session = a_vault(laptop, person, environment, registry)
    values: list[dict[str, Value]] = [
        {"name": one, "region": "QC", "time_zone": zone} for one in communities
    ]
    Organisation(session).start(name, values)
    return session


def a_laptop(
    office: Session,
    name: str = "north",
    person: str = "Maude Exemple",
    communities: Sequence[str] | None = None,
    *,
    role: Role = Role.WORKER,
    environment: Environment | None = None,
    registry: Registry | None = None,
) -> Session:
    """A laptop that has joined the office's organisation and taken in its answer.

    communities: names of those it holds; all of them when left out. Its clock is the office's
    unless it is given another environment.
    """
    session = a_vault(name, person, environment or office.environment, registry or office.registry)
    organisation = Organisation(office)
    held = [
        one.id
        for one in organisation.communities()
        if communities is None or one.name in communities
    ]
    certificate = organisation.approve(Organisation(session).request(), role, held)
    out = io.BytesIO()
    exported = Exchange(office).write([certificate], out, files.ENROLMENT)
    Exchange(office).record(exported, f"to-{name}")
    accept(session, Bundle(out.getvalue()))
    return session


def bundle_for(sender: Session, *receivers: Session, file: str = "2026-03-02-01.portage") -> Bundle:
    """A bundle that `sender` wrote and put safely away, for laptops of the same scopes."""
    trust = sender.require_trust()
    certificates = [trust.certificates[one.device] for one in receivers]
    out = io.BytesIO()
    exchange = Exchange(sender)
    exchange.record(exchange.write(certificates, out), file)
    return Bundle(out.getvalue())


def carry(sender: Session, receiver: Session) -> Imported:
    """Bring everything that `receiver` lacks from `sender` to it; it must go in."""
    imported = Exchange(receiver).take_in(bundle_for(sender, receiver))
    assert imported.outcome == "applied", (imported.outcome, imported.reason)
    return imported


def swap(one: Session, other: Session) -> None:
    """Bundles both ways, and once more, so that each knows what the other holds."""
    for sender, receiver in ((one, other), (other, one), (one, other)):
        carry(sender, receiver)


def a_client(session: Session, given: str = "Ana", note: str = "", **values: Value) -> str:
    """A client's id. values: fields of identity and client by name; the community is the first of
    this laptop's unless given."""
    if "community" not in values:
        values["community"] = Organisation(session).own_communities()[0].name
    return Clients(session).add({"given": given, "family": "Exemple", **values}, note)
