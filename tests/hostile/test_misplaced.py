"""Who may write of clients in one community writes there what only others may settle."""

from __future__ import annotations

import hashlib

import pytest

from desktop_app.domain.fields import EntityType, Registry, Scope
from desktop_app.domain.roles import Role
from desktop_app.services.directory.directory import Directory
from desktop_app.services.editing import Editor
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.judging import misjudged, rejudge
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.log import WITHHELD
from desktop_app.sync.log import Body, Operation, encode_body
from desktop_app.sync.reading import Reading
from desktop_app.sync.statements import (
    CERTIFICATE,
    Certificate,
    ScopeGrant,
    TrustRefused,
    grants,
    make_certificate,
    scope_id,
)
from tests.builders import Bundle, a_client, a_laptop, a_vault, an_office, carry
from tests.hostile.forging import Forger
from tests.hostile.laptops import community_of, state_of


def named(kind: EntityType, name: str) -> bytes:
    return hashlib.sha256(f"{kind.name}/{name}".encode()).digest()[:16]


def cases_of(session: Session) -> bytes:
    organisation = session.require_trust().organisation
    return scope_id(organisation, Scope.CASES, community_of(session))


def entry(kind: EntityType, record: bytes, **told: str) -> bytes:
    operations = tuple(Operation(kind.field(name).number, value) for name, value in told.items())
    return encode_body(Body(kind.number, record, None, operations), bytes(16))


def test_what_only_the_office_settles_is_settled_nowhere_else() -> None:
    """Every kind at once, in the cases of a worker's own community: settings, rules, the directory."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    client = a_client(north, "Ana")
    for sender, receiver in ((north, office), (office, south), (office, north)):
        carry(sender, receiver)
    before = [state_of(one) for one in (office, south)]
    kinds = [one for one in office.registry if not one.lives_in(Scope.CASES)]
    assert {"community", "setting", "retention_rule", "organisation", "identity"} <= {
        one.name for one in kinds
    }
    bodies = [entry(one, named(one, "new"), **{one.columns[0].name: "Mine"}) for one in kinds] + [
        entry(office.registry["identity"], bytes.fromhex(client), given="Somebody else")
    ]
    for receiver, known in zip((office, south), before, strict=True):
        forger = Forger(north, receiver)
        made = forger.segment(bodies, scope=cases_of(north), nonce=bytes(16))
        told = Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(made)])))
        assert (told.outcome, told.withheld) == ("partial", ["misplaced"])
        assert state_of(receiver) == known
        with receiver.database.writing() as tables:
            assert not misjudged(receiver, tables)
            rejudge(receiver, tables)
            tables.rows.rebuild_all()
        assert state_of(receiver) == known


def test_what_only_a_newer_release_knows_waits_and_then_does_not_count() -> None:
    """Both laptops have to come to the same, whichever had the newer release first."""
    office = an_office()
    north = a_laptop(office, "north")
    newer, known = office.registry, [one for one in office.registry if one.name != "guideline"]
    older = an_office(registry=Registry(known))
    outside = a_laptop(older, "north")
    for receiver, sender, result in ((office, north, "partial"), (older, outside, "applied")):
        forger = Forger(sender, receiver)
        kind = newer["guideline"]
        body = entry(kind, named(kind, "new"), topic="Mine")
        part = forger.part(forger.segment([body], scope=cases_of(sender), nonce=bytes(16)))
        told = Exchange(receiver).take_in(Bundle(forger.bundle([part])))
        assert told.outcome == result
    with older.database.writing() as tables:
        tables.log.read_again(Reading(newer))
        states = {one.state for one in tables.log.withheld_entries()}
        assert states == {WITHHELD}


def test_two_organisations_of_the_directory_are_one_where_the_office_says_so() -> None:
    """A worker's word that two clients are one says nothing of the directory that everybody reads."""
    office = an_office()
    north = a_laptop(office, "north")
    shelter, clinic = (Directory(office).add("organisation", {"name": one}) for one in ("A", "B"))
    carry(office, north)
    pair = sorted((shelter, clinic))
    link, place = north.registry["link"], community_of(north)
    with north.database.writing() as tables:
        editor = Editor(north, tables)
        editor.edit(
            link, named(link, "false"), north.scope(tables, Scope.CASES, place),
            {"a": pair[0], "b": pair[1], "about": "organisation", "verdict": "same", "keep": pair[0]},
            new=True,
        )  # fmt: skip
        editor.flush()
    carry(north, office)
    for one in (office, north):
        with one.database.reading() as tables:
            assert tables.groups.group(bytes.fromhex(shelter)) is None


def test_a_coordinator_calls_nothing_the_cases_of_their_own_community() -> None:
    """What a laptop may do in a scope was read from the certificate, what the scope is from its id."""
    office = an_office()
    clara = a_laptop(office, "field", "Clara Exemple", role=Role.COORDINATOR)
    asked = Organisation(a_vault("guest", "Gil Exemple", office.environment)).request()
    organisation, place = office.require_trust().organisation, community_of(clara)
    with clara.database.reading() as tables:
        key = clara.signing_key(tables)
    for kind in (Scope.ORGANISATION, Scope.DIRECTORY):
        settings = ScopeGrant(scope_id(organisation, kind), Scope.CASES, place)
        scopes = (*grants(organisation, [place]), settings)
        made = Certificate(
            asked.device, "guest", asked.signing, asked.sealing, Role.WORKER, scopes, 1, b"",
        )  # fmt: skip
        data = make_certificate(key, organisation, made)
        with office.database.writing() as tables, pytest.raises(TrustRefused):
            office.keep_statement(tables, CERTIFICATE, data)
    assert not office.require_trust().is_active(asked.device)
