"""An office and two field laptops with fictional people, ready to open."""

from __future__ import annotations

import io
import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.crypto.sealing import SealingKey
from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services import fiction
from desktop_app.services.casework.benefit_list import BenefitList
from desktop_app.services.casework.guidelines import Guidelines
from desktop_app.services.casework.reference_person import ReferencePeople
from desktop_app.services.duplicates.likely_pairs import Duplicates
from desktop_app.services.editing import Editor
from desktop_app.services.environment import REAL, Environment
from desktop_app.services.exchange.exchange import Exchange, Frame, read_frames
from desktop_app.services.fiction.demo_work import begin_work
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.trust.beginning import DEMO_PASSPHRASE, DEMO_PEOPLE
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.database import Tables
from desktop_app.sync import bundle as files

_CALLED: Final = {
    "office": Message("demo", "office"),
    "north": Message("demo", "north"),
    "south": Message("demo", "south"),
}
"""What the three laptops are called, in the language in which the demonstration is made."""

_ORGANISATION: Final = "Passerelle Exemple"
_UNSENT: Final = 12
_TWICE: Final = 4
"""How many people each field laptop has registered twice."""

_COMPARED: Final = 2000
"""Up to so many people, the list of likely doubles is there when a vault is first opened."""


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the three vaults lie. clients: how many people they hold together."""

    office: Path
    north: Path
    south: Path
    passphrase: str
    clients: int


class _InMemory:
    """A bundle that never touches a disk."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def frames(self, keys: Sequence[SealingKey]) -> Iterator[Frame]:
        frames: list[Frame] = []
        read_frames(io.BytesIO(self._data), keys, frames.append)
        return iter(frames)


def make(
    folder: Path,
    clients: int = 200,
    seed: int = 1,
    *,
    environment: Environment = REAL,
    progress: Progress | None = None,
) -> Demo:
    """Make the three vaults in `folder`, which must be empty or new.

    The field laptops register their own people and carry them to the office; the office sends its
    directory and the news back. A few changes are left that nobody else has yet. Raises VaultExists.
    """
    step = progress or Progress.silent()
    on = datetime.fromtimestamp(environment.now() / 1000, UTC).date()
    opened: dict[str, OpenVault] = {}
    try:
        for name, person in DEMO_PEOPLE.items():
            opened[name] = vaults.create(
                folder / name,
                str(_CALLED[name]),
                person,
                DEMO_PASSPHRASE,
                environment=environment,
                cost=FLOOR,
            )
        office = opened["office"].session
        communities = fiction.communities(seed, on)
        Organisation(office).start(
            _ORGANISATION,
            [record.values for record in communities.values()],
            [record.id.bytes for record in communities.values()],
        )
        _write(office, Scope.DIRECTORY, bytes(16), fiction.referral_directory(seed, on))
        shared = fiction.forms(seed, on, office.person.hex())
        _write(office, Scope.ORGANISATION, bytes(16), shared)
        _write(office, Scope.ORGANISATION, bytes(16), fiction.practice_texts(seed, on))
        for area in ("north", "south"):
            held = [record.id.bytes for place, record in communities.items() if place.area == area]
            _join(office, opened[area].session, held)
        people = {name: opened[name].session.person.hex() for name in ("north", "south")}
        written = 0
        for area in ("north", "south"):
            own = {place: record for place, record in communities.items() if place.area == area}
            count = clients - clients // 2 if area == "north" else clients // 2
            # Two laptops that invent from one seed would give two people one id.
            own_seed = 2 * seed + (area == "south")
            written = _fill(
                opened[area].session, own_seed, count, on, own, people[area], step, written, clients,
                fiction.form_id(seed),
            )  # fmt: skip
            _write_matters(opened[area].session, own_seed, on, next(iter(own.values())).id.bytes)
        BenefitList(office).load()
        lines = ReferencePeople(office)
        lines.set_line("", "819-555-0100")
        for area, telephone in (("north", "867-555-0117"), ("south", "819-555-0118")):
            lines.set_line(people[area], telephone)
        for area in ("north", "south"):
            begin_work(opened[area].session)
            _carry(opened[area].session, office)
        for area in ("north", "south"):
            _carry(office, opened[area].session)
            _confirm_first(opened[area].session)
            _leave_unsent(opened[area].session)
        if clients <= _COMPARED:
            for vault in opened.values():
                Duplicates(vault.session).find_all()
    finally:
        for vault in opened.values():
            vault.close()
    return Demo(folder / "office", folder / "north", folder / "south", DEMO_PASSPHRASE, clients)


def _join(office: Session, laptop: Session, communities: list[bytes]) -> None:
    certificate = Organisation(office).approve(
        Organisation(laptop).request(), Role.WORKER, communities
    )
    out = io.BytesIO()
    exchange = Exchange(office)
    exported = exchange.write([certificate], out, files.ENROLMENT)
    exchange.record(exported, "demo")
    accept(laptop, _InMemory(out.getvalue()))


def _carry(sender: Session, receiver: Session) -> None:
    certificate = sender.require_trust().certificate(receiver.device)
    if certificate is None:
        raise ValueError("the receiver has not joined")
    out = io.BytesIO()
    exchange = Exchange(sender)
    exported = exchange.write([certificate], out)
    exchange.record(exported, "demo")
    Exchange(receiver).take_in(_InMemory(out.getvalue()))


def _fill(
    session: Session,
    seed: int,
    count: int,
    on: date,
    communities: dict[fiction.Place, fiction.FictionalRecord],
    worker: str,
    progress: Progress,
    before: int,
    total: int,
    form: uuid.UUID,
) -> int:
    made = list(fiction.clients(seed, count, on, communities, (worker,)))
    chance = random.Random(seed)
    for twice in range(min(_TWICE, count // 20)):
        # Somebody who came before is registered once more, as it happens.
        made[-1 - twice] = fiction.damage(made[twice * 3], chance, on).client
    community_of = {place: record.id.bytes for place, record in communities.items()}
    with session.database.writing(bulk=True) as tables:
        editor = Editor(session, tables)
        for number, one in enumerate(made):
            community = community_of[one.place]
            editor.begin_act()
            for record in (one.identity, one.client, *one.records):
                _write_one(session, tables, editor, record, community)
            if number % 100 == 0:
                progress.step(before + number, total, Message("demo", "Inventing people"))
        by_client = {one.client.id.hex: community_of[one.place] for one in made}
        for record in fiction.appointments(seed, on, made, (worker,)) if made else ():
            community = by_client[str(record.values["client"])]
            editor.begin_act()
            _write_one(session, tables, editor, record, community)
        for one, record in fiction.filled_forms(seed, form, on, made):
            editor.begin_act()
            _write_one(session, tables, editor, record, community_of[one.place])
        for record in fiction.journeys(seed, on, made, (worker,)):
            editor.begin_act()
            community = by_client[str(record.values["client"])]
            _write_one(session, tables, editor, record, community)
        work = (*fiction.follow_up(seed, on, made, worker), *fiction.referrals(seed, on, made))
        for record in work:
            community = by_client[str(record.values["client"])]
            editor.begin_act()
            _write_one(session, tables, editor, record, community)
        editor.flush()
    return before + len(made)


def _write_one(
    session: Session,
    tables: Tables,
    editor: Editor,
    record: fiction.FictionalRecord,
    community: bytes,
) -> None:
    kind = session.registry[record.entity]
    place = community if kind.scope in (Scope.CASES, Scope.NAMES) else bytes(16)
    editor.edit(
        kind, record.id.bytes, session.scope(tables, kind.scope, place), record.values, new=True
    )


def _write_matters(session: Session, seed: int, on: date, community: bytes) -> None:
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        editor.begin_act()
        for record in fiction.team_matters(seed, on):
            _write_one(session, tables, editor, record, community)
        editor.flush()


def _write(
    session: Session, scope: Scope, community: bytes, records: Iterable[fiction.FictionalRecord]
) -> None:
    with session.database.writing(bulk=True) as tables:
        editor = Editor(session, tables)
        for record in records:
            _write_one(session, tables, editor, record, community)
        editor.flush()


def _confirm_first(session: Session) -> None:
    """A worker has read the first guideline of the office, and none of the others yet."""
    guidelines = Guidelines(session)
    for line in guidelines.in_force()[:1]:
        guidelines.confirm(line.record.id)


def _leave_unsent(session: Session) -> None:
    """Some work of today that only this laptop has."""
    kind = session.registry["client"]
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        rows = list(tables.rows.select(kind, "WHERE life = 1 ORDER BY n LIMIT ?", (_UNSENT,)))
        for row in rows:
            scope = tables.log.scopes()[row.scope]
            editor.edit(
                session.registry["note"],
                session.environment.new_id(),
                scope,
                {
                    "client": row.id.hex(),
                    "text": "Rappel : apporter l'avis de cotisation à la prochaine visite.",
                },
                new=True,
            )
        editor.flush()
