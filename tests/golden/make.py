"""Makes the kept vault and the kept bundles of the present release; README.md says when.

    .venv/bin/python -m tests.golden.make FOLDER NUMBER

FOLDER gets `vault-NUMBER/` and `bundles-NUMBER/`. Everybody in them is invented. Ids and times are
rehearsed, keys are not: made twice, the two differ and hold the same.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import Households
from desktop_app.services.directory.directory import Directory
from desktop_app.services.directory.proposals import Proposals
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.services.vault.backups import INFO, Backups
from desktop_app.services.vault.dump import dump
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.sync import bundle as files
from tests.builders import Bundle, a_laptop, an_environment, an_office, bundle_for, carry

PASSPHRASE: Final = "canot rouge sur lac tranquille"
"""Of every kept vault: whatever lies in them is invented, so it may be read by everybody."""

PERSON: Final = "Maude Exemple"
FILES: Final = ("vault.db", "drafts.db", "slots.cbor")


def make(folder: Path, number: int) -> None:
    """Write both folders. Raises FileExistsError where one is there already."""
    kept, bundles = folder / f"vault-{number}", folder / f"bundles-{number}"
    kept.mkdir(parents=True)
    bundles.mkdir()
    with _at_work() as (vault, office, south):
        _live(vault, office, south)
        info = Backups(vault).make().folder / INFO
        (kept / INFO).write_bytes(info.read_bytes())
        _write_lines(kept / "holds.jsonl", vault.session)
        vault.close()
        for name in FILES:
            shutil.copyfile(vault.folder / name, kept / name)
        for at, (name, bundle) in enumerate(_bundles(vault, office, south), 1):
            (bundles / f"{at:02}-{name}.portage").write_bytes(bundle.data)
        with vaults.open_vault(vault.folder, PASSPHRASE, environment=office.environment) as again:
            for path in sorted(bundles.glob("*.portage")):
                told = Exchange(again.session).take_in(Bundle(path.read_bytes()))
                assert told.outcome in ("applied", "partial"), (path.name, told.reason)
            _write_lines(bundles / "gives.jsonl", again.session)


@contextmanager
def _at_work() -> Iterator[tuple[OpenVault, Session, Session]]:
    """The vault of a laptop on the disk, and the office and another laptop in memory."""
    before = os.environ.get("XDG_DATA_HOME")
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_DATA_HOME"] = place
        environment = an_environment()
        office = an_office(environment=environment)
        south = a_laptop(office, "south", "Pita Exemple")
        folder = Path(place) / "vault"
        with vaults.create(
            folder, "north", PERSON, PASSPHRASE, environment=environment, cost=FLOOR
        ) as vault:
            organisation = Organisation(office)
            held = [one.id for one in organisation.communities()]
            request = Organisation(vault.session).request()
            out = io.BytesIO()
            Exchange(office).write(
                [organisation.approve(request, Role.WORKER, held)], out, files.ENROLMENT
            )
            assert accept(vault.session, Bundle(out.getvalue())).outcome == "applied"
            yield vault, office, south
    if before is not None:
        os.environ["XDG_DATA_HOME"] = before


def _live(vault: OpenVault, office: Session, south: Session) -> None:
    """A few weeks of ordinary work, exchanged both ways."""
    north = vault.session
    directory = Directory(office)
    clinic = directory.add("organisation", {"name": "Clinique juridique Exemple"})
    legal = directory.add(
        "service",
        {"name": "Conseils sur le logement", "organisation": clinic, "eligibility": "Tous"},
    )
    town = Organisation(north).own_communities()[0].name
    clients = Clients(north)
    people = [
        clients.add(
            {
                "given": given, "family": "Exemple", "birth_date": born, "telephone": telephone,
                "community": town,
            },
            note=f"Première rencontre avec {given}.",
        )
        for given, born, telephone in (
            ("Ana", "1984-02-29", "867-555-0101"),
            ("ᐊᓇ", "1950", "867-555-0102"),
            ("Zoé", "1999-12", "867-555-0103"),
            ("Tāłá", "2001-07-01", ""),
        )
    ]  # fmt: skip
    households = Households(north)
    home = households.add("Foyer Exemple", town)
    households.join(home, people[0], "elder")
    left = households.join(home, people[1], "child")
    households.leave(left, "2026-02-01")
    schedule = Schedule(north)
    visit = schedule.make(people[0], _at(9, 10), "America/Iqaluit", 60)
    schedule.move(visit, _at(10, 9))
    schedule.cancel(schedule.make(people[2], _at(11, 9)), "Tempête")
    consent = clients.add_consent(people[0], "file", "2026-03-02", "spoken")
    clients.withdraw_consent(consent, "2026-03-02")
    clients.delete(people[3])
    for sender, receiver in ((north, office), (office, north), (office, south), (south, north)):
        carry(sender, receiver)
    # Edited apart: two values stand side by side.
    clients.set(people[1], {"preferred": "Nana"})
    Clients(south).set(people[1], {"preferred": "Anana"})
    carry(south, north)
    Proposals(north).propose(town, legal, "Téléphone", "Le numéro a changé.")
    vault.drafts.save("client", "", "given", "Brouillon", 1)
    Clients(office).delete(people[2])
    clients.set(people[2], {"preferred": "Z"})


def _bundles(vault: OpenVault, office: Session, south: Session) -> Iterator[tuple[str, Bundle]]:
    """What is on its way to the vault; it was closed before any of it arrived."""
    with vaults.open_vault(vault.folder, PASSPHRASE, environment=office.environment) as opened:
        north = opened.session
    clients = Clients(office)
    people = [line.id for line in clients.page(limit=10)]
    yield "deleted-here-changed-there", bundle_for(office, north)
    clients.set(people[0], {"given": "Ana-Maria"}, note="Deuxième rencontre. ᐅᖃᐅᓯᖅ")
    yield "changed", bundle_for(office, north)
    Clients(south).set(people[0], {"given": "Anne"})
    yield "changed-elsewhere", bundle_for(south, north)
    for number in range(40):
        clients.add({"given": f"Bo {number}", "family": "Exemple", "community": _town(office)})
    yield "many-people", bundle_for(office, north)
    Organisation(office).add_community({"name": "Cap-Exemple", "time_zone": "America/Halifax"})
    held = [one.id for one in Organisation(office).communities()]
    Organisation(office).list_person(bytes(range(16)), "Josée Exemple", Role.WORKER, held)
    Directory(office).verify("organisation", _clinic(office), date(2026, 3, 2))
    yield "organisation", bundle_for(office, north)
    Clients(south).add({"given": "Cy", "family": "Exemple", "community": _town(south)})
    before_the_cut = bundle_for(south, north)
    carry(south, office)
    Organisation(office).revoke("south")
    yield "south-before-it-was-cut-off", before_the_cut
    yield "south-is-cut-off", bundle_for(office, north)


def _at(day: int, hour: int) -> datetime:
    """A time of March 2026 as a clock on the wall shows it."""
    return datetime.combine(date(2026, 3, day), time(hour))


def _town(session: Session) -> str:
    return Organisation(session).own_communities()[0].name


def _clinic(office: Session) -> str:
    return Directory(office).page()[0].organisation_id


def _write_lines(path: Path, session: Session) -> None:
    """The state as canonical lines, see `services/vault/dump.py`."""
    with session.database.reading() as tables:
        lines = list(dump(tables, session))
    assert all(json.loads(line) for line in lines)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("number", type=int)
    chosen = arguments.parse_args()
    make(chosen.folder, chosen.number)


if __name__ == "__main__":
    main()
