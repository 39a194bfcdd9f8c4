"""Papers of the organisation: new ones, several keepers, another authority, drafts that go round."""

from __future__ import annotations

import pytest

from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.crypto.signing import SigningKey
from desktop_app.domain.roles import Role
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.keepers import (
    ESCROW,
    LARGEST_DRAFT,
    MOST_KEEPERS,
    Draft,
    Keepers,
    NotADraft,
    NotEnoughPapers,
    PaperNotOfToday,
    read_draft,
    sign,
)
from desktop_app.services.trust.late_work import LateWork
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync.erasing import Basis
from desktop_app.sync.roots import root_payload, sign_root
from desktop_app.sync.statements import ROOT
from tests.builders import a_client, a_laptop, an_office, bundle_for, carry, swap


def papers_of(session: Session) -> list[RecoveryCode]:
    """The keepers' papers of today, printed and put away."""
    keepers = Keepers(session)
    waiting = [one.number for one in keepers.state().waiting]
    codes = [keepers.code(number) for number in waiting if number != ESCROW]
    for number in waiting:
        keepers.put_away(number)
    return codes


def test_one_paper_becomes_three_and_two_of_them_suffice() -> None:
    office = an_office()
    north = a_laptop(office)
    keepers = Keepers(office)
    assert [one.number for one in keepers.state().waiting] == [1]
    (first,) = papers_of(office)
    assert keepers.state().waiting == ()

    with pytest.raises(NotEnoughPapers):
        keepers.rotate([])
    state = keepers.rotate([first])
    assert (state.keepers, state.threshold, state.made) == (3, 2, 2)
    assert [one.number for one in state.waiting] == [1, 2, 3, ESCROW]
    assert state.own_escrow
    authority = office.require_trust().root.authorities
    carry(office, north)
    assert north.require_trust().root == office.require_trust().root
    assert north.require_trust().root.authorities == authority

    codes = papers_of(office)
    assert len({one.secret for one in codes}) == 3
    with office.database.reading() as tables:
        assert not tables.facts.starting_with("secret/root")
        assert tables.facts.get("secret/escrow") is None
    with pytest.raises(PaperNotOfToday):
        keepers.rotate([first])
    with pytest.raises(NotEnoughPapers):
        keepers.rotate([codes[2]])
    with pytest.raises(NotEnoughPapers):
        keepers.rotate([codes[2], codes[2]])
    again = keepers.rotate([codes[2], codes[0]], 1, 1)
    assert (again.keepers, again.threshold, again.made, again.own_escrow) == (1, 1, 3, False)
    carry(office, north)
    assert north.require_trust().root.version == 3
    swap(north, office)


def test_five_people_keep_papers_and_no_more() -> None:
    office = an_office()
    (first,) = papers_of(office)
    before = office.require_trust().statements.copy()
    for keepers, threshold in ((MOST_KEEPERS + 1, 2), (3, 4), (3, 0)):
        with pytest.raises(ValueError, match="threshold"):
            Keepers(office).rotate([first], keepers, threshold)
        assert office.require_trust().statements == before
    assert Keepers(office).rotate([first], MOST_KEEPERS, MOST_KEEPERS).keepers == 5


@pytest.mark.parametrize("over", [0, 1])
def test_a_draft_has_its_limit(over: int) -> None:
    def draft(length: int) -> bytes:
        return Draft(bytes(32), b"", (bytes(length),)).data

    data = draft(LARGEST_DRAFT - (len(draft(70_000)) - 70_000) + over)
    assert len(data) == LARGEST_DRAFT + over
    if not over:
        assert read_draft(data).data == data
        return
    with pytest.raises(NotADraft):
        read_draft(data)


def test_a_paper_of_another_organisation_is_refused_and_changes_nothing() -> None:
    office, other = an_office(), an_office(name="Autre Exemple")
    before = office.require_trust().statements.copy()
    codes = papers_of(other)
    papers_of(office)
    for wrong in (
        codes[0],
        RecoveryCode("vault", office.require_trust().organisation[:16], codes[0].secret),
        RecoveryCode("root", office.require_trust().organisation[:16], bytes(32)),
    ):
        with pytest.raises(PaperNotOfToday):
            Keepers(office).rotate([wrong])
    assert office.require_trust().statements == before


def test_only_the_office_makes_papers() -> None:
    office = an_office()
    north = a_laptop(office)
    (code,) = papers_of(office)
    with pytest.raises(NotAllowed):
        Keepers(north).rotate([code])
    assert not Keepers(north).state().allowed
    assert Keepers(north).state().waiting == ()


def test_a_stolen_office_is_replaced_from_another_one() -> None:
    """The papers are typed at the second office: it becomes the authority, and all goes on."""
    office = an_office()
    second = a_laptop(office, "second", "Zoé Exemple", role=Role.OFFICE)
    north, lost = a_laptop(office, "north"), a_laptop(office, "lost", "Luc Exemple")
    client = a_client(north)
    swap(north, office)
    Organisation(office).revoke("lost")
    carry(office, second)
    (code,) = papers_of(office)
    with pytest.raises(NotAllowed):
        Organisation(second).revoke("north")

    assert not Keepers(second).state().authority
    Keepers(second).rotate([code], 3, 2)
    assert Keepers(second).state().authority
    Organisation(second).revoke("office")
    trust = second.require_trust()
    assert {one.name for one in trust.devices()} == {"second", "north"}
    assert not trust.is_active(lost.device)

    carry(second, north)
    held = north.require_trust()
    assert held.beliefs == trust.beliefs
    assert north.device not in held.countersigned
    swap(north, second)
    assert north.device in second.require_trust().countersigned
    with second.database.reading() as tables:
        assert tables.rows.get(second.registry["client"], bytes.fromhex(client)) is not None
    # What the thief signs with the key of the old authority is worth nothing here.
    late = a_laptop(office, "thief", "Tom Exemple")
    carry(late, office)
    stolen = [(kind, data) for (kind, _, _), data in office.require_trust().statements.items()]
    for kind, data in stolen:
        held.take(kind, data)
    assert held.beliefs == trust.beliefs
    assert not held.is_active(late.device)
    with pytest.raises(PaperNotOfToday):
        Keepers(second).rotate([code])


def test_what_is_kept_after_the_authority_changed_is_read_without_a_warning() -> None:
    office = an_office()
    north = a_laptop(office)
    (code,) = papers_of(office)
    Keepers(office).rotate([code], 1, 1, new_authority=True)
    carry(office, north)
    for session in (office, north):
        before = session.require_trust().beliefs
        with session.database.reading() as tables:
            session.load_trust(tables)
        assert session.require_trust().beliefs == before
        assert session.certificate().role is not Role.CARRIER
    swap(north, office)
    a_laptop(office, "after", "Alix Exemple")


def test_a_root_that_was_the_newest_for_a_moment_puts_nobody_out() -> None:
    """An office that was put back made the same version of the papers twice, with two authorities.
    Where one branch is read first and the other goes on, what the latter issued still holds."""
    office = an_office()
    north = a_laptop(office)
    (code,) = papers_of(office)
    root, paper = office.require_trust().root, SigningKey.from_secret(code.secret)

    def after(version: int, authority: bytes) -> tuple[str, bytes]:
        payload = root_payload(version, root.name, root.keys, 1, [authority], root.escrow)
        return ROOT, sign_root(payload, [paper])

    other = SigningKey.generate().public
    roots = [after(2, other), after(2, root.authorities[0]), after(3, root.authorities[0])]
    before = north.require_trust().beliefs
    with north.database.writing() as tables:
        assert north.keep_statements(tables, roots)
        assert north.require_trust().root.version == 3
        assert north.require_trust().beliefs == before
        north.load_trust(tables)
    assert north.require_trust().beliefs == before
    swap(north, office)


def test_keepers_who_are_elsewhere_sign_a_file() -> None:
    office = an_office()
    north = a_laptop(office)
    (first,) = papers_of(office)
    Keepers(office).rotate([first])
    codes = papers_of(office)
    keepers = Keepers(office)
    draft = keepers.draft(3, 2)
    for code in codes:
        assert code.secret not in draft
    with pytest.raises(NotEnoughPapers):
        keepers.publish(draft)
    one = sign(draft, codes[0])
    assert sign(one, codes[0]) == one
    with pytest.raises(NotEnoughPapers):
        keepers.publish(one)
    with pytest.raises(PaperNotOfToday):
        sign(draft, RecoveryCode("escrow", codes[0].subject, codes[0].secret))
    two = sign(one, codes[1])
    # Somebody's junk among the signatures does no harm.
    stranger = RecoveryCode("root", codes[0].subject, SigningKey.generate().secret)
    state = keepers.publish(sign(two, stranger))
    assert (state.made, state.keepers) == (3, 3)
    carry(office, north)
    assert north.require_trust().root == office.require_trust().root
    with pytest.raises(NotADraft):
        keepers.publish(two)
    for wrong in (b"", b"x" * 70_000, draft[:-3], draft + b"\0"):
        with pytest.raises(NotADraft):
            read_draft(wrong)


def test_an_older_draft_is_given_up() -> None:
    office = an_office()
    (first,) = papers_of(office)
    keepers = Keepers(office)
    old = sign(keepers.draft(3, 2), first)
    new = sign(keepers.draft(2, 2), first)
    with pytest.raises(NotADraft):
        keepers.publish(old)
    assert keepers.publish(new).keepers == 2


def test_another_authority_says_decisions_again_and_erasures_stay() -> None:
    office = an_office()
    north, lost = a_laptop(office, "north"), a_laptop(office, "lost", "Luc Exemple")
    client, kept = a_client(north), a_client(lost)
    swap(north, office)
    carry(lost, office)
    carry(office, lost)
    late = a_client(lost)
    Organisation(office).revoke("lost")
    Exchange(office).take_in(bundle_for(lost, office))
    assert LateWork(office).admit("lost") > 0
    Erasures(office).erase(client, Basis.ASKED)
    (code,) = papers_of(office)
    Keepers(office).rotate([code], 1, 1, new_authority=True)
    carry(office, north)
    for session in (office, north):
        trust = session.require_trust()
        assert trust.admitted
        assert trust.erasures
        assert not trust.is_active(lost.device)
        with session.database.reading() as tables:
            kind = session.registry["client"]
            found = [tables.rows.get(kind, bytes.fromhex(one)) for one in (client, kept, late)]
        assert [one is not None for one in found] == [False, True, True]
    swap(north, office)
