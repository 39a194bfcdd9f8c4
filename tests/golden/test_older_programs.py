"""Bundles of today pass what a program of an earlier release demands (frozen in release1.py)."""

from __future__ import annotations

import pytest

from desktop_app.crypto.sealing import seal_bytes
from desktop_app.services.session import Session
from tests.builders import bundle_for
from tests.golden.release1 import Refused, read
from tests.hostile.corpus import corpus
from tests.hostile.laptops import write_person
from tests.hostile.test_c25_payloads import laptops


def secret_of(session: Session) -> str:
    with session.database.reading() as tables:
        return session.sealing_keys(tables)[-1].secret


def test_a_program_of_the_first_release_reads_every_bundle_of_today() -> None:
    kept = corpus()
    secret = secret_of(kept.receiver)
    found = [read(one, secret) for one in kept.bundles]
    assert sum(one.entries for one in found) > 300
    assert all(one.kinds for one in found)
    assert {"root", "roster"} <= {name for one in found for name in one.kinds}


def test_what_was_written_stands_in_it() -> None:
    office, north, _ = laptops()
    made = write_person(office, "Ana")
    found = read(bundle_for(office, north).data, secret_of(north))
    assert found.sender == office.device
    assert (office.registry["identity"].number, made) in found.records


def test_the_frozen_reader_can_refuse() -> None:
    kept = corpus()
    plain = bytearray(kept.plain[0])
    plain[8] = 2
    own = kept.receiver.require_trust().certificates[kept.receiver.device]
    with pytest.raises(Refused):
        read(seal_bytes(bytes(plain), [own.sealing]), secret_of(kept.receiver))
