"""C28: one author, one number, other content: an alarm, and both kept; a clone noticed at once."""

from __future__ import annotations

import random

import pytest

from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.forks import Forks, sides_of
from desktop_app.services.trust.incarnations import open_incarnation
from tests.builders import a_client, a_laptop, an_office, bundle_for, swap
from tests.services.trust.test_copies import a_twin


def _world(seed: int) -> tuple[random.Random, Session, Session]:
    chance = random.Random(seed)
    office = an_office()
    south = a_laptop(office, "south")
    for number in range(chance.randrange(1, 4)):
        a_client(south, f"Ana{number}")
    swap(south, office)
    return chance, office, south


def a_fork(seed: int) -> None:
    """Two copies write different things under the same numbers; the first exchange of the second
    one raises the alarm, and both histories lie at the office."""
    chance, office, south = _world(seed)
    twin = a_twin(south)
    wrote = {}
    for one, name in ((south, "Zoé"), (twin, "Line")):
        wrote[name] = chance.randrange(1, 5)
        for number in range(wrote[name]):
            a_client(one, f"{name}{number}")
    first, second = (south, twin) if chance.random() < 0.5 else (twin, south)
    assert Exchange(office).take_in(bundle_for(first, office)).forked == []
    assert Exchange(office).take_in(bundle_for(second, office)).forked == ["south"]
    lines = Forks(office).list()
    assert lines
    assert all(line.changes for line in lines)
    with office.database.reading() as tables:
        for line in lines:
            feed = tables.log.feed(bytes.fromhex(line.feed))
            assert feed is not None
            sides = sides_of(tables, feed)
            assert len(sides) == 1
            assert feed.seq > sides[0].common


def a_clone(seed: int) -> None:
    """A copy goes on in an incarnation of its own, and the office learns of both at once."""
    chance, office, south = _world(seed)
    twin = a_twin(south)
    with twin.database.writing() as tables:
        open_incarnation(tables, random=random.Random(seed).randbytes)
    for one in (south, twin):
        if chance.random() < 0.7:
            a_client(one, "Zoé")
    assert Exchange(office).take_in(bundle_for(twin, office)).twice == []
    assert Exchange(office).take_in(bundle_for(south, office)).twice == ["south"]
    assert Exchange(office).take_in(bundle_for(south, office)).twice == []


@pytest.mark.parametrize("seed", range(2))
def test_a_fork_is_noticed_at_the_first_exchange(seed: int) -> None:
    a_fork(seed)


@pytest.mark.parametrize("seed", range(2))
def test_a_clone_is_noticed_at_the_first_exchange(seed: int) -> None:
    a_clone(seed)
