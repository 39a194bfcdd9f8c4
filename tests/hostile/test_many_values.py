"""Values that a hostile laptop lets stand side by side, and what it says that they replaced."""

from __future__ import annotations

import hashlib

from desktop_app.domain.fields import Scope
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.conflicts.contested import MOST_VALUES
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.sync.log import Body, Dot, Operation, encode_body, feed_id
from desktop_app.sync.statements import scope_id
from tests.builders import Bundle, a_client, a_laptop, an_office, carry
from tests.hostile.forging import Forger
from tests.hostile.laptops import community_of

GIVEN = 1


def a_world() -> tuple[Session, str, Forger]:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office, "north")
    client = a_client(north, "Ana")
    carry(north, office)
    return office, client, Forger(north, office)


def bring(forger: Forger, bodies: list[bytes], **changed: object) -> None:
    made = forger.bundle([forger.part(forger.segment(bodies, **changed))])
    assert Exchange(forger.receiver).take_in(Bundle(made)).outcome == "applied"


def test_thousands_of_values_in_one_field_are_a_handful_on_the_screen() -> None:
    """A bundle of 25 kB let the file open in two minutes, and the list of conflicts never."""
    office, client, forger = a_world()
    bring(
        forger,
        [
            encode_body(
                Body(
                    1, bytes.fromhex(client), None,
                    tuple(Operation(GIVEN, f"Ana {part}-{one}") for one in range(500)),
                ),
                bytes(16),
            )
            for part in range(4)
        ],
    )  # fmt: skip
    shown = Clients(office).show(client)
    assert len(shown.contested["given"]) == MOST_VALUES
    (conflict,) = Conflicts(office).list()
    assert len(conflict.values) == MOST_VALUES
    assert conflict.values[-1].value == shown.fields["given"]
    Conflicts(office).resolve(conflict.id, "Ana")
    assert not Conflicts(office).list()
    assert Clients(office).show(client).fields["given"] == "Ana"


def test_what_was_put_back_may_lead_in_circles_and_nowhere() -> None:
    """Entries with several values look like the undoing of a decision: what they replaced is followed."""
    office, client, forger = a_world()
    record, nonce = bytes.fromhex(client), hashlib.sha256(b"circles").digest()[:16]
    feed = feed_id(forger.sender.device, forger.scope, nonce)

    def entry(seq: int, *replaced: tuple[int, int]) -> bytes:
        dots: tuple[Dot, ...] = tuple((feed, *one) for one in replaced)
        two = (Operation(GIVEN, f"{seq} a", dots), Operation(GIVEN, f"{seq} b", dots))
        return encode_body(Body(1, record, None, two), bytes(16))

    forked = [entry(seq, (seq - 1, 0), (seq - 1, 1)) for seq in range(4, 60)]
    bring(
        forger,
        [entry(1, (1, 7), (9000, 0)), entry(2, (1, 99)), entry(3, (4, 0), (2, 1)), *forked],
        nonce=nonce,
    )
    assert Clients(office).show(client).contested["given"]
    told = Conflicts(office).inbox()
    assert told.conflicts or told.hidden  # what it says to have replaced may still come


def test_a_verdict_on_two_of_a_kind_that_is_none_is_listed() -> None:
    office, client, forger = a_world()
    trust = office.require_trust()
    scope = scope_id(trust.organisation, Scope.CASES, community_of(office))
    told = {1: client, 2: "ab" * 16, 3: "../etc", 4: "same"}
    for verdict in ("same", "different"):
        operations = tuple(Operation(key, value) for key, value in {**told, 4: verdict}.items())
        body = encode_body(Body(36, bytes(16), None, operations), bytes(16))
        bring(forger, [body], scope=scope)
    assert Conflicts(office).list()
    assert Conflicts(office).inbox().conflicts
