"""An office and two field laptops with vaults on disk, and bundles between them as real files."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.roles import Role
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.exchange.exchange_desk import ExchangeDesk
from desktop_app.services.exchange.media import Direction, export_to
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.sync import bundle as files
from tests.builders import Bundle, Clock, an_environment

PASSPHRASE = "canot rouge sur lac tranquille"
TODAY = date(2026, 11, 21)


@dataclass
class Desks:
    """The three vaults, open, and the stick that is carried between them."""

    office: OpenVault
    north: OpenVault
    south: OpenVault
    stick: Path
    clock: Clock

    def close(self) -> None:
        """Close all vaults."""
        for vault in (self.office, self.north, self.south):
            vault.close()

    def bundle(self, sender: OpenVault, receiver: OpenVault) -> Path:
        """A real file on the stick, from one laptop to another."""
        trust = sender.session.require_trust()
        certificate = trust.certificates[receiver.session.device]
        to_office = certificate.role is Role.OFFICE
        direction = Direction.TO_OFFICE if to_office else Direction.TO_LAPTOPS
        exchange = Exchange(sender.session)
        return export_to(exchange, [certificate], self.stick, direction, TODAY).path

    def carry(self, sender: OpenVault, receiver: OpenVault) -> None:
        """Bring everything from one to the other, without the processes of the window."""
        data = self.bundle(sender, receiver).read_bytes()
        outcome = Exchange(receiver.session).take_in(Bundle(data), accept_mass_change=True).outcome
        assert outcome in ("applied", "partial"), outcome

    def __getitem__(self, name: str) -> ExchangeDesk:
        return ExchangeDesk(getattr(self, name))


@dataclass(frozen=True)
class _Template:
    """Three closed vaults that every world begins with a copy of: making keys takes its time."""

    folder: Path
    kept: tempfile.TemporaryDirectory[str]
    keys: dict[str, tuple[bytes, bytes]]


IN_FRENCH = ("bureau", "nord", "sud")
"""What the three laptops are called in pictures."""

_NAMES = ("office", "north", "south")


@cache
def _template(names: tuple[str, str, str]) -> _Template:
    kept = tempfile.TemporaryDirectory(prefix="portage-desks-")
    folder = Path(kept.name)
    people = dict(zip(names, ("Josée Exemple", "Maude Fictive", "Pita Démo"), strict=True))
    office, *others = names
    clock = now_clock()
    made = {
        name: vaults.create(
            folder / name,
            name,
            person,
            PASSPHRASE,
            environment=an_environment(clock, number),
            cost=FLOOR,
        )
        for number, (name, person) in enumerate(people.items())
    }
    Organisation(made[office].session).start(
        "Passerelle Exemple",
        [{"name": "Rivière-Exemple", "region": "QC", "time_zone": "America/Toronto"}],
    )
    for name in others:
        _join(folder, made[office], made[name])
    keys = {name: (one.key, one.session.person) for name, one in made.items()}
    for vault in made.values():
        vault.close()
    return _Template(folder, kept, keys)


def now_clock() -> Clock:
    """A rehearsed clock that begins now, as the writer process has the real one."""
    return Clock(time.time_ns() // 1_000_000)


def desks(folder: Path, names: tuple[str, str, str] = _NAMES) -> Desks:
    """An office with one community, and two laptops that have joined it. names: of the three."""
    template, clock = _template(names), now_clock()
    opened = {}
    for number, (name, (key, person)) in enumerate(template.keys.items()):
        shutil.copytree(template.folder / name, folder / name)
        environment = an_environment(clock, 10 + number)
        opened[name] = vaults.open_with_key(folder / name, key, person, environment=environment)
    stick = folder / "stick"
    stick.mkdir()
    office, north, south = (opened[name] for name in names)
    return Desks(office, north, south, stick, clock)


def _join(folder: Path, office: OpenVault, vault: OpenVault) -> None:
    """Let a laptop in, and give it the office's answer."""
    organisation = Organisation(office.session)
    held = [one.id for one in organisation.communities()]
    request = Organisation(vault.session).request()
    certificate = organisation.approve(request, Role.WORKER, held)
    answer = folder / "answer"
    with answer.open("wb") as out:
        exchange = Exchange(office.session)
        exchange.record(exchange.write([certificate], out, files.ENROLMENT), "answer")
    accept(vault.session, Bundle(answer.read_bytes()))
    answer.unlink()
