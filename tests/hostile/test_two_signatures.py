"""The office laptop is stolen, open, with the key of the office: whom can the thief erase?

Nobody, once the papers of the organisation ask for two laptops: the key lets laptops in, but only
the papers say whose signatures count.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from desktop_app.crypto.encoding import encode
from desktop_app.crypto.signing import SigningKey
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.editing import Editor
from desktop_app.services.erasure.erasure import Erasures, NobodyElseSigns, NotNamed
from desktop_app.services.exchange.exchange import REFUSED, Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.keepers import Keepers
from desktop_app.services.trust.office_settings import OfficeSettings, PapersAskForTwo
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.sync.erasing import Basis, sign_erasure
from desktop_app.sync.erasure_rule import NO_RULE, STANDING, ErasureRule, read_rule
from desktop_app.sync.roots import root_payload, sign_root
from desktop_app.sync.statements import ROOT, TrustRefused
from desktop_app.sync.trust import Trust
from tests.builders import a_client, a_laptop, an_office, bundle_for, carry, swap
from tests.hostile.laptops import state_of
from tests.hostile.test_erasing_orders import NINE, believe, order, stolen_key


@dataclass
class Places:
    office: Session
    second: Session
    north: Session
    south: Session
    clients: list[str]


def places() -> Places:
    """Two office laptops and two in the field, which all hold three clients; one was erased."""
    office = an_office()
    second = a_laptop(office, "second", "Zoé Exemple", role=Role.OFFICE)
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    clients = [a_client(north, f"Ana {number}") for number in range(4)]
    for one in (north, south):
        swap(one, office)
        carry(office, one)
    Erasures(office).erase(clients.pop(), Basis.ASKED)
    swap(office, second)
    carry(office, north)
    return Places(office, second, north, south, clients)


def with_rule() -> Places:
    """The same, with papers that ask for two."""
    found = places()
    Keepers(found.office).rotate([], 1, 1, signatures=2)
    for one in (found.second, found.north):
        swap(one, found.office)
    return found


def test_the_stolen_key_alone_erases_nobody_not_even_with_laptops_of_its_own() -> None:
    at = with_rule()
    carry(at.office, at.south)
    key = stolen_key(at.office)
    before = state_of(at.south)
    thief = a_laptop(at.office, "thief", "Max Exemple", role=Role.OFFICE)
    data = order(at.office, key, NINE, *at.clients)
    for session in (at.office, thief):
        with session.database.reading() as tables:
            data = sign_erasure(data, session.signing_key(tables))
    believe(thief, data)
    believe(at.office, data)
    for sender in (at.office, thief):
        assert Exchange(at.south).take_in(bundle_for(sender, at.south)).outcome != REFUSED
    assert state_of(at.south) == before
    assert [Clients(one).count() for one in (at.office, at.south, at.north)] == [3, 3, 3]
    # The other office laptop sees what is asked, and nobody has to do anything about it.
    carry(thief, at.second)
    (line,) = [one for one in Erasures(at.second).all() if one.id == NINE.hex()]
    assert (line.waits_for_signature, line.signed_here, line.former) == (True, False, False)
    Erasures(at.second).drop(NINE.hex())
    assert all(not one.waits_for_signature for one in Erasures(at.second).all())


def test_a_laptop_that_the_papers_do_not_name_cannot_sign() -> None:
    at = with_rule()
    third = a_laptop(at.office, "third", "Luc Exemple", role=Role.OFFICE)
    erasure = Erasures(at.office).erase(at.clients[0], Basis.ASKED)
    carry(at.office, third)
    with pytest.raises(NotNamed, match="second"):
        Erasures(third).sign(erasure)
    assert Clients(at.office).count() == 3


def test_two_that_are_named_erase_wherever_the_statement_comes_from() -> None:
    at = with_rule()
    erasure = Erasures(at.office).erase(at.clients[0], Basis.ASKED)
    carry(at.office, at.north)
    assert Clients(at.north).count() == 3
    carry(at.office, at.second)
    Erasures(at.second).sign(erasure)
    for one in (at.office, at.north, at.south):
        carry(at.second, one)
        assert Clients(one).count() == 2
    swap(at.south, at.office)
    swap(at.north, at.office)
    carry(at.office, at.second)
    carry(at.office, at.south)
    assert state_of(at.office) == state_of(at.north) == state_of(at.south) == state_of(at.second)


def test_whichever_comes_first_the_rule_or_the_order_another_copy_settles_it() -> None:
    """An order of before the rule that the papers do not let stand was carried out by one laptop."""
    at = places()
    Keepers(at.office).rotate([], 1, 1, signatures=2)
    alone = order(at.office, stolen_key(at.office), NINE, at.clients[0])
    believe(at.north, alone)  # before it heard of the new papers
    with at.north.database.writing(bulk=True) as tables:
        Erasures(at.north)._keep(tables, NINE, alone)
        assert at.north.require_trust().counts(at.north.require_trust().erasures[NINE])
    for one in (at.north, at.second):
        carry(at.office, one)
    assert not at.north.require_trust().counts(at.north.require_trust().erasures[NINE])
    carry(at.north, at.second)
    carry(at.north, at.office)
    assert Clients(at.second).count() == Clients(at.office).count() == 3
    for one in (at.office, at.second):
        Erasures(one).sign(NINE.hex())
        swap(at.office, at.second)
    for one in (at.north, at.south):
        swap(one, at.second)
        carry(at.second, one)
    assert {Clients(one).count() for one in (at.office, at.second, at.north, at.south)} == {2}


def test_what_was_erased_before_the_rule_stays_erased_and_counts_for_new_laptops() -> None:
    at = with_rule()
    (erasure,) = at.office.require_trust().erasures.values()
    assert at.north.require_trust().counts(erasure)
    late = a_laptop(at.office, "late", "Luc Exemple")
    carry(at.office, late)
    carry(at.office, at.south)
    assert late.require_trust().counts(erasure)
    # Another content under the same id is another decision.
    key = stolen_key(at.office)
    other = order(at.office, key, erasure.id, *at.clients)
    fresh = a_laptop(at.office, "fresh", "Léa Exemple")
    believe(fresh, other)
    held = fresh.require_trust().erasures.get(erasure.id)
    assert (
        held is None or held.subjects == erasure.subjects or not fresh.require_trust().counts(held)
    )
    carry(at.office, fresh)
    assert fresh.require_trust().erasures[erasure.id].subjects == erasure.subjects
    assert Clients(fresh).count() == 3


def test_the_rule_outlasts_new_papers_and_names_nobody_whom_the_key_alone_let_in() -> None:
    at = with_rule()
    a_laptop(at.office, "thief", "Max Exemple", role=Role.OFFICE)
    Keepers(at.office).rotate([], 1, 1, new_authority=True)
    state = Keepers(at.office).state()
    assert (state.signatures, state.signers) == (2, ("office", "second"))
    Organisation(at.office).revoke("second")
    Keepers(at.office).rotate([], 1, 1)
    assert Keepers(at.office).state().signers == ("office", "second")
    assert all(not one.waits_for_signature for one in Erasures(at.office).all())
    Organisation(at.office).revoke("thief")
    with pytest.raises(NobodyElseSigns):
        Keepers(at.office).rotate([], 1, 1, signatures=2)
    with pytest.raises(PapersAskForTwo):
        OfficeSettings(at.office).set_signatures(1)
    assert OfficeSettings(at.office).signatures() == 2
    Keepers(at.office).rotate([], 1, 1, signatures=1)
    assert Keepers(at.office).state().signatures == 1
    Erasures(at.office).erase(at.clients[0], Basis.ASKED)
    assert Clients(at.office).count() == 2


def test_what_follows_an_erasure_by_itself_waits_for_a_second_signature_too() -> None:
    """The office completes an erasure without being asked; stolen, it would complete what it likes."""
    at = with_rule()
    carry(at.office, at.south)
    kind, visit, person = at.office.registry["appointment"], bytes((8,)) * 16, at.clients[0]
    edit(at.north, person, visit, {"client": person, "starts_at": "2026-03-09T15:00Z"})
    carry(at.north, at.south)
    edit(at.south, person, visit, {"reason": "Une suite"})
    first = Erasures(at.office).erase(person, Basis.ASKED)
    carry(at.office, at.second)
    Erasures(at.second).sign(first)
    for one in (at.office, at.north):
        carry(at.second, one)
    carry(at.south, at.office)
    carry(at.north, at.office)  # which tells that an entry of the visit named the erased person
    for one in (at.north, at.second):
        carry(at.office, one)

    def shown() -> list[bool]:
        found = []
        for one in (at.office, at.north):
            with one.database.reading() as tables:
                found.append(tables.rows.get(kind, visit) is not None)
        return found

    assert shown()[0]
    (follows,) = [one for one in Erasures(at.second).all() if one.waits_for_signature]
    carry(at.office, at.second)
    assert len([one for one in Erasures(at.second).all() if one.waits_for_signature]) == 1
    undo = Undo(at.second)
    Erasures(at.second).drop(follows.id)
    carry(at.second, at.office)
    carry(at.north, at.office)
    assert all(
        not one.waits_for_signature for one in Erasures(at.office).all()
    )  # nor is it asked anew
    undo.undo_last()
    Erasures(at.second).sign(follows.id)
    for one in (at.office, at.north):
        carry(at.second, one)
    assert shown() == [False, False]
    assert all(not one.waits_for_signature for one in Erasures(at.office).all())


def edit(session: Session, person: str, record: bytes, values: dict[str, str]) -> None:
    with session.database.writing() as tables:
        client = tables.rows.get(session.registry["client"], bytes.fromhex(person))
        assert client is not None
        editor = Editor(session, tables)
        scope = tables.log.scopes()[client.scope]
        editor.edit(session.registry["appointment"], record, scope, values)
        editor.flush()


KEY = SigningKey.from_secret(bytes((7,)) * 32)


@pytest.mark.parametrize(
    "rule",
    [
        [1, [], []],
        [0, [KEY.public], []],
        [9, [KEY.public], []],
        [True, [KEY.public], []],
        ["2", [KEY.public], []],
        [2, [KEY.public, KEY.public], []],
        [2, [bytes(32)], []],
        [2, [b"short"], []],
        [2, ["text"], []],
        [2, [KEY.public], [bytes(15)]],
        [2, [KEY.public], [bytes(16)] * (STANDING + 1)],
        [2, [KEY.public]],
        [2, {}, []],
        {},
        2,
    ],
)
def test_a_rule_of_any_other_shape_is_refused_with_its_root(rule: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_rule(rule)
    trust = Trust.begin(
        sign_root(root_payload(1, "Rehearsal", [KEY.public], 1, [KEY.public]), [KEY])
    )
    payload = {
        "version": 2, "name": "Rehearsal", "keys": [KEY.public], "threshold": 1,
        "authorities": [KEY.public], "erasing": rule,
    }  # fmt: skip
    with pytest.raises(TrustRefused):
        trust.take(ROOT, sign_root(encode(payload), [KEY]))
    assert trust.root.version == 1


def test_a_rule_survives_its_statement() -> None:
    rule = ErasureRule(2, (KEY.public,), frozenset({NINE}))
    assert read_rule(rule.to_plain()) == rule
    assert read_rule(None) == NO_RULE
