"""The full numbers of what concerns people and law: erasing, retention, lost passphrases."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.services.clients.clients import Clients
from desktop_app.services.duplicates.likely_pairs import Duplicates
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.vaults import OtherVault
from desktop_app.sync.erasing import Basis
from tests.builders import Bundle, a_client
from tests.decrypted import holds
from tests.desks import desks
from tests.figures import Recorder, reached
from tests.services.erasure.test_privacy import retain
from tests.simulator.moves_erasure import ErasureHistory

pytestmark = [pytest.mark.soak, pytest.mark.timeout(3600)]


def test_e39_a_hundred_people(tmp_path: Path, record_property: Recorder) -> None:
    world = desks(tmp_path)
    office, north = world.office, world.north
    words, people = [], []
    for number in range(100):
        word = f"Quetzal{number:03}coatlus"
        words.append(word)
        people.append(
            a_client(
                north.session, word, f"{word} rugissait ce matin", family=f"{word}-fils",
                needs=f"{word} veut du bois",
            )
        )  # fmt: skip
        a_client(north.session, f"Reste{number}")
    world.carry(north, office)
    world.carry(office, north)
    for vault in (office, north):
        Duplicates(vault.session).catch_up()
    for number, person in enumerate(people):
        Clients(office.session).set(person, {"safety": f"{words[number]} a un chien"})
        Clients(north.session).add_note(person, f"{words[number]} encore")
        now = office.session.environment.now()
        office.drafts.save("client", person, "needs", words[number], now)
    old = world.bundle(north, office).read_bytes()
    Exchange(office.session).take_in(Bundle(old))
    for person in people:
        Erasures(office.session).erase(person, Basis.ASKED)
    world.carry(office, north)
    Exchange(office.session).take_in(Bundle(old))
    fresh = Backups(office).renew()
    for vault in (office, north):
        for name in ("vault.db", "drafts.db"):
            assert holds(vault.folder / name, vault.key, words) == []
    assert holds(fresh.folder / "vault.db", Backups(office).key_of(fresh), words) == []
    world.close()
    reached(record_property, "E39", len(people), "people erased, found nowhere", 100)


def test_e40_a_thousand_records_and_ten_rules(record_property: Recorder) -> None:
    retain(1000, 10, seed=2)
    reached(record_property, "E40", 1000, "records across ten rules", 1000)


def test_e43_fifty_lost_passphrases(tmp_path: Path, record_property: Recorder) -> None:
    """Each paper opens the vault once, and is void afterwards."""
    folder = tmp_path / "vault"
    with vaults.create(
        folder, "office", "Maude Exemple", "quatre loutres bleues dansent ici", cost=FLOOR
    ) as vault:
        Organisation(vault.session).start("Organisme Exemple", [{"name": "Lac-Exemple"}])
        client = a_client(vault.session, "Ana")
        code = vault.recovery_code()
    for number in range(50):
        new = f"cinq renards verts chantent {number} fois"
        with vaults.recover(folder, code, "Maude Exemple", new, cost=FLOOR) as vault:
            assert Clients(vault.session).show(client).title
            used, code = code, vault.recovery_code()
        with pytest.raises(OtherVault):
            vaults.recover(folder, used, "Maude Exemple", new, cost=FLOOR)
        vaults.open_vault(folder, new).close()
        reached(record_property, "E43", 1, "lost passphrases overcome", 50)


@pytest.mark.parametrize("part", range(20))
def test_a_thousand_histories_with_erasures(part: int, record_property: Recorder) -> None:
    erased = 0
    for seed in range(part * 50, part * 50 + 50):
        try:
            erased += ErasureHistory(f"long erasure {seed}").run().erased
        except Exception as fault:
            fault.add_note(f"seed {seed}")
            raise
    assert erased > 25
    reached(record_property, "erase", 50, "histories with erasures", 1000)
