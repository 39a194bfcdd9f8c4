"""Entries that say to replace what no editor could have seen: themselves, or what comes later."""

from __future__ import annotations

import hashlib

import pytest

from desktop_app.domain.fields import DELETED, LIFE
from desktop_app.services.exchange import segments
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.sync.log import Body, Dot, Operation, encode_body, feed_id
from tests.builders import Bundle, a_laptop, an_office
from tests.hostile.forging import Forger
from tests.hostile.laptops import state_of

GIVEN = 1


@pytest.fixture(scope="module")
def forger() -> Forger:
    office = an_office()
    return Forger(a_laptop(office, "north"), office)


@pytest.mark.parametrize(
    "story",
    [
        [[(GIVEN, "Ana", [(1, 0)])]],
        [[(GIVEN, "Ana", [(1, 1)]), (GIVEN, "Bo", [])]],
        [[(GIVEN, "Ana", [(1, 9)]), (GIVEN, "Bo", [(1, 0), (1, 1)])]],
        [[(GIVEN, "Ana", [(2, 0)])], [(GIVEN, "Bo", [])]],
        [[(GIVEN, "Ana", [(3, 1)])], [(GIVEN, "Bo", [])], [(2, "Exemple", []), (GIVEN, "Cleo", [])]],
        [[(GIVEN, "Ana", [])], [(LIFE, DELETED, [(2, 0)])]],
        [[(GIVEN, "Ana", [])], [(LIFE, DELETED, []), (LIFE, "live", [(2, 0), (2, 1)])]],
    ],
    ids=range(7),
)  # fmt: skip
def test_what_is_taken_in_is_what_the_log_says(
    story: list[list[tuple[int, str, list[tuple[int, int]]]]],
    forger: Forger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever made the tables anew later showed something else than whoever had taken it in."""
    monkeypatch.setattr(segments, "BATCH", 1)
    office = forger.receiver
    nonce = hashlib.sha256(repr(story).encode()).digest()[:16]
    feed = feed_id(forger.sender.device, forger.scope, nonce)

    def dots(some: list[tuple[int, int]]) -> tuple[Dot, ...]:
        return tuple((feed, seq, number) for seq, number in some)

    bodies = [
        Body(1, nonce, None, tuple(Operation(key, value, dots(gone)) for key, value, gone in entry))
        for entry in story
    ]
    made = forger.segment([encode_body(one, bytes(16)) for one in bodies], nonce=nonce)
    told = Exchange(office).take_in(Bundle(forger.bundle([forger.part(made)])))
    assert (told.outcome, told.withheld) == ("applied", [])
    taken_in = state_of(office)
    with office.database.writing() as tables:
        tables.rows.rebuild_all()
    assert state_of(office) == taken_in
