"""Bugs planted into the rules of the exchange that random histories seldom meet.

Each is planted beside the test that says what has to hold, and that test must fail with it. A test that
passes with the rule taken out proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from desktop_app.crypto.encoding import encode
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.services.clients.clients import Clients
from desktop_app.services.erasure import erasing
from desktop_app.services.erasure.erasing import ErasedRecord
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.erasure.retention import Proposal, Retention
from desktop_app.services.exchange import brake, bundle_contents, segments, taking_in
from desktop_app.services.exchange import writing_bundles as writing
from desktop_app.services.exchange.brake import Brake
from desktop_app.services.exchange.bundle_contents import Contents
from desktop_app.services.session import NotHere, Session
from desktop_app.services.trust import escrow, keepers
from desktop_app.services.trust.escrow import Escrow, PaperDoesNotFit
from desktop_app.storage.database import Tables
from desktop_app.storage.log import Feed
from desktop_app.sync.bundle import Manifest
from desktop_app.sync.erasing import Basis, Erasure, ErasureKind
from tests.hostile import test_false_alarms as alarms
from tests.hostile import test_stripped_bodies as bodies
from tests.services.erasure import test_erasure as erasures
from tests.services.erasure import test_privacy as privacy
from tests.services.exchange import test_brake as brakes
from tests.services.exchange import test_bundle_sizes as sizes
from tests.services.exchange import test_packs as packs
from tests.services.trust import test_late_work as late
from tests.services.trust import test_reconciling as reconciling
from tests.vaults import test_escrow as escrows

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


# What is missing, and what came without its content


def gaps_not_asked_for(patch: Patch) -> None:
    """A laptop to which a later part came first never says what it waits for."""
    patch.setattr(writing, "gaps_wanted", lambda tables: [])


def what_is_asked_for_ignored(patch: Patch) -> None:
    """Whoever is asked for what came without its content believes the acknowledgement."""
    patch.setattr(bundle_contents, "asked_by", lambda tables, device: [])


def hollow_not_asked_for(patch: Patch) -> None:
    """What came without its content is not asked for again."""
    patch.setattr(writing, "hollow_wanted", lambda session, tables, recipients: [])


def hollow_not_filled(patch: Patch) -> None:
    """Content that comes after its entry does not take its place."""
    patch.setattr(segments, "_fill", lambda *_: None)


# Laptops and papers that were put back


def own_end_not_noticed(patch: Patch) -> None:
    """A laptop that was put back from a copy does not learn it by its own signature."""
    patch.setattr(taking_in, "notice_own_end", lambda *_: None)


def later_papers_not_taken(patch: Patch) -> None:
    """An erasure that waits for its papers goes on waiting when they have come."""
    patch.setattr(erasing, "_take_later", lambda *_: None)


def not_ordered_again(patch: Patch) -> None:
    """What was erased under papers that are lost is not ordered by those of today."""
    patch.setattr(erasing, "order_again", lambda *_: None)


def set_aside_not_lifted(patch: Patch) -> None:
    """What lay aside for a reason that is gone stays aside."""
    for module in (segments, taking_in):
        patch.setattr(module, "take_lifted", lambda *_: None)


# What goes first, and for whom


def _ordered(patch: Patch, change: Callable[[list[Any]], list[Any]]) -> None:
    genuine = Contents._in_order

    def in_order(contents: Contents, tables: Tables, limited: bool) -> Iterator[tuple[Feed, int]]:
        yield from change(list(genuine(contents, tables, limited)))

    patch.setattr(Contents, "_in_order", in_order)


def others_before_own(patch: Patch) -> None:
    """What others wrote takes the room of what this laptop wrote."""
    _ordered(patch, lambda found: sorted(found, key=lambda one: bool(one[0].own)))


def newest_first(patch: Patch) -> None:
    """What has waited longest goes last."""
    _ordered(patch, lambda found: found[::-1])


def nothing_is_urgent(patch: Patch) -> None:
    """The appointments of the next days wait for their turn."""
    patch.setattr(Contents, "_urgent_ends", lambda contents, tables: {})


def the_first_receiver_counts(patch: Patch) -> None:
    """A bundle for several holds what the first of them lacks."""
    genuine = bundle_contents.known_by
    patch.setattr(writing, "known_by", lambda tables, some: genuine(tables, some[:1]))


# The brake


def no_brake(patch: Patch) -> None:
    """Whatever a bundle deletes, it goes in."""
    patch.setattr(Brake, "check", lambda self, accepted=False: None)


def no_brake_on_erasures(patch: Patch) -> None:
    """However many people are ordered erased, they are."""
    patch.setattr(taking_in, "check_erasures", lambda session, tables: None)


def no_brake_on_papers(patch: Patch) -> None:
    """Papers made from an older one count at once."""
    patch.setattr(taking_in, "check_papers", lambda before, trust: None)


def every_bundle_for_itself(patch: Patch) -> None:
    """What a laptop hid yesterday is forgotten."""
    patch.setattr(brake._Recent, "add", lambda self, who, number: None)


def guests_are_strangers(patch: Patch) -> None:
    """What laptops hid that one coordinator let in is not added up."""
    patch.setattr(brake, "device_id", lambda signing: b"")


# Retention, redaction, escrow


def everything_due_is_erased(patch: Patch) -> None:
    """A rule that closes files erases them."""

    def decide(self: Retention, proposals: Iterable[Proposal]) -> list[str]:
        for one in proposals:
            Erasures(self._session).erase(one.client, Basis.RETENTION)
        return [one.client for one in proposals]

    patch.setattr(Retention, "decide", decide)


def the_list_is_believed(patch: Patch) -> None:
    """What stood on the list is done, whatever was written since."""

    def decide(self: Retention, proposals: Iterable[Proposal]) -> list[str]:
        for one in proposals:
            if one.rule.action == "erase":
                Erasures(self._session).erase(one.client, Basis.RETENTION)
            else:
                Clients(self._session).set(one.client, {"status": "closed"})
        return [one.client for one in proposals]

    patch.setattr(Retention, "decide", decide)


def notes_are_not_redacted(patch: Patch) -> None:
    """Only people are erased, and no single note."""
    genuine = erasing.waiting

    def waiting(session: Session, tables: Tables) -> list[Erasure]:
        return [one for one in genuine(session, tables) if one.kind is ErasureKind.PERSON]

    patch.setattr(erasing, "waiting", waiting)


def a_note_takes_its_person_along(patch: Patch) -> None:
    """After one note was removed, whatever names the person it was about is stripped as it comes."""

    class Both:
        PERSON = ErasureKind.REDACT

    patch.setattr(erasing, "ErasureKind", Both)


def an_older_key_takes_its_place(patch: Patch) -> None:
    """The office keeps whatever key of a laptop came last."""

    def keep_wrap(session: Session, tables: Tables, manifest: Manifest) -> None:
        kept = encode([manifest.incarnation, manifest.control, manifest.escrow])
        if manifest.escrow and session.is_office:
            tables.escrow.put(manifest.sender, 1, kept)

    patch.setattr(taking_in, "keep_wrap", keep_wrap)


def keys_for_everybody(patch: Patch) -> None:
    """The key of a vault goes along in every bundle, whoever gets it."""

    def wrap_for(session: Session, recipients: Sequence[object]) -> bytes:
        seal, address = session.seal_vault_key, session.require_trust().root.escrow
        return b"" if seal is None else seal(address)

    patch.setattr(escrow, "wrap_for", wrap_for)
    patch.setattr(writing, "wrap_for", wrap_for)


def whoever_has_a_paper(patch: Patch) -> None:
    """Whoever sits at a laptop that was cut off is helped."""
    genuine = Escrow.help

    def help_anybody(self: Escrow, name: str, code: RecoveryCode) -> RecoveryCode:
        with patch.context() as also:
            also.setattr(type(self._session.require_trust()), "is_active", lambda *_: True)
            return genuine(self, name, code)

    patch.setattr(Escrow, "help", help_anybody)


def not_sealed_anew(patch: Patch) -> None:
    """When there are new papers, the keys that lie at the office are still for the old one."""
    patch.setattr(keepers, "sealed_anew", lambda *_: None)


def stripped_from_the_office(patch: Patch) -> None:
    bodies.test_the_bodies_come_again_from_whoever_has_the_word(patch, "office")


def older_waits_longest() -> None:
    sizes.test_own_changes_go_first_and_of_others_what_has_waited_longest(0)


CAUGHT: Final[Sequence[tuple[Plant, Callable[..., None]]]] = (
    (gaps_not_asked_for, sizes.test_a_gap_that_was_asked_for_is_filled_even_against_an_older_word),
    (what_is_asked_for_ignored, stripped_from_the_office),
    (hollow_not_asked_for, stripped_from_the_office),
    (hollow_not_filled, bodies.test_a_body_takes_its_place_where_nobody_missed_it),
    (own_end_not_noticed, alarms.test_its_own_signature_tells_a_laptop_that_it_was_put_back),
    (
        later_papers_not_taken,
        reconciling.test_what_was_erased_here_goes_again_also_when_its_authority_counts_no_more,
    ),
    (
        not_ordered_again,
        reconciling.test_what_was_ordered_under_papers_beside_those_that_go_on_is_ordered_again,
    ),
    (
        set_aside_not_lifted,
        late.test_of_a_feed_that_nobody_had_seen_the_late_work_is_admitted_too,
    ),
    (others_before_own, older_waits_longest),
    (newest_first, older_waits_longest),
    (nothing_is_urgent, sizes.test_appointments_of_the_next_two_weeks_go_first),
    (the_first_receiver_counts, packs.test_one_bundle_for_two_holds_what_either_of_them_lacks),
    (no_brake, brakes.test_many_deletes_wait_for_a_person_and_change_nothing),
    (no_brake_on_erasures, brakes.test_an_order_to_erase_many_waits_before_anything_is_erased),
    (
        no_brake_on_papers,
        reconciling.test_papers_made_again_from_an_older_paper_wait_for_somebody_and_are_told,
    ),
    (every_bundle_for_itself, brakes.test_many_small_bundles_of_one_laptop_are_no_way_around_it),
    (guests_are_strangers, brakes.test_laptops_that_one_coordinator_let_in_are_added_up),
    (
        everything_due_is_erased,
        privacy.test_a_rule_does_what_it_says_to_what_is_due_and_nothing_else,
    ),
    (the_list_is_believed, privacy.test_a_rule_does_what_it_says_to_what_is_due_and_nothing_else),
    (notes_are_not_redacted, erasures.test_a_note_is_removed_and_its_place_says_so),
    (a_note_takes_its_person_along, erasures.test_a_note_is_removed_and_its_place_says_so),
    (an_older_key_takes_its_place, escrows.test_an_older_word_never_takes_the_place_of_a_newer_one),
    (keys_for_everybody, escrows.test_the_key_goes_along_to_the_office_alone),
    (whoever_has_a_paper, escrows.test_nobody_at_a_laptop_that_was_cut_off_is_helped),
    (not_sealed_anew, escrows.test_the_paper_of_its_own_once_there_are_several_keepers),
)


FAILURES: Final = (
    AssertionError,
    NotHere,
    ErasedRecord,
    PaperDoesNotFit,
    pytest.fail.Exception,
)
"""What is not so, is not there, cannot be written or opened, or was not refused."""


@pytest.mark.parametrize(
    ("plant", "caught_by"), CAUGHT, ids=[plant.__name__ for plant, _ in CAUGHT]
)
def test_a_planted_bug_is_caught(
    plant: Plant, caught_by: Callable[..., None], monkeypatch: Patch, tmp_path: Path
) -> None:
    plant(monkeypatch)
    asked = {"monkeypatch": monkeypatch, "patch": monkeypatch, "tmp_path": tmp_path}
    names = caught_by.__code__.co_varnames[: caught_by.__code__.co_argcount]
    with pytest.raises(FAILURES):
        caught_by(**{name: asked[name] for name in names})
