"""Joining through the reader process: the answer is taken in as it is read, never held whole."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop_app.crypto.sealing import SealingKey
from desktop_app.domain.roles import Role
from desktop_app.services.exchange.exchange import APPLIED, Exchange, Frame
from desktop_app.services.processes.reader import ProcessBundleReader
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import DigitsDiffer, accept
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync import bundle as files
from tests.builders import a_vault, an_office
from tests.hostile.laptops import fingerprint, write_person


def an_answer(folder: Path) -> tuple[Session, Path]:
    """A laptop that has asked to join, and the file that lets it in."""
    office = an_office()
    for number in range(10):
        write_person(office, f"Ana {number}")
    north = a_vault("north", "Maude Exemple", office.environment)
    organisation = Organisation(office)
    held = [one.id for one in organisation.communities()]
    issued = organisation.approve(Organisation(north).request(), Role.WORKER, held)
    out = io.BytesIO()
    Exchange(office).write([issued], out, files.ENROLMENT)
    path = folder / "2026-03-02-01.portage"
    path.write_bytes(out.getvalue())
    return north, path


def test_a_laptop_joins_through_the_reader(tmp_path: Path) -> None:
    north, path = an_answer(tmp_path)
    assert accept(north, ProcessBundleReader(path)).outcome == APPLIED


def test_other_digits_leave_the_laptop_as_it_was(tmp_path: Path) -> None:
    north, path = an_answer(tmp_path)
    before = fingerprint(north)
    with pytest.raises(DigitsDiffer):
        accept(north, ProcessBundleReader(path), lambda digits: False)
    assert (fingerprint(north), north.trust) == (before, None)


def test_no_more_is_read_than_what_is_shown(tmp_path: Path) -> None:
    north, path = an_answer(tmp_path)
    given = 0

    class Counting:
        def frames(self, keys: Sequence[SealingKey]) -> Iterator[Frame]:
            nonlocal given
            for frame in ProcessBundleReader(path).frames(keys):
                given += 1
                yield frame

    def agree(digits: str) -> bool:
        assert given == 2
        return True

    assert accept(north, Counting(), agree).outcome == APPLIED
    assert given > 3
