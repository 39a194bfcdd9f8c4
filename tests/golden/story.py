"""What happens in the kept vault and in the kept bundles: an invented organisation, and all it can write.

Keys, ids and times are rehearsed, so that made twice it says the same; only what seals a file and a
database is by chance. The kept vault is that of the office's second laptop, which receives what no
field laptop does: the keys of vaults, both histories of a fork, erasures that wait for a signature.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import Final
from unittest.mock import patch

from desktop_app.crypto.escrow import seal_vault_key
from desktop_app.crypto.passphrase import FLOOR
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.fields import EntityType, ItemList, Kind, Scope, Value
from desktop_app.domain.forms.filling import Answer, Place
from desktop_app.domain.people.attachments import JPEG, TEXT, AttachedFile
from desktop_app.domain.roles import Role
from desktop_app.services.clients.attachments import Attachments
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.duplicates.links import Links
from desktop_app.services.editing import Editor
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange import writing_bundles
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.forks import Forks
from desktop_app.services.trust.keepers import ESCROW, Keepers
from desktop_app.services.trust.late_work import LateWork
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.rights import Rights
from desktop_app.services.vault import vaults
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.database import Database
from desktop_app.sync import bundle as files
from desktop_app.sync.erasing import Basis
from tests.builders import (
    Bundle,
    Clock,
    a_client,
    a_laptop,
    a_vault,
    an_environment,
    an_office,
    bundle_for,
    carry,
    swap,
)
from tests.services.forms.made_forms import a_form
from tests.simulator.fleet import KEY, copy_database
from tests.simulator.moves_files import FiledSession
from tests.simulator.moves_keepers import seeded_keys

PASSPHRASE: Final = "canot rouge sur lac tranquille"
"""Of every kept vault: whatever lies in them is invented, so it may be read by everybody."""

PERSON: Final = "Maude Exemple"
RIVER, LAKE = "Rivière-Exemple", "Lac-Exemple"
A_LETTER: Final = b"Une lettre qui se lit partout. \xe1\x90\x8a\xe1\x93\x87"
A_PHOTOGRAPH: Final = b"the whole photograph, as its camera wrote it"
PART: Final = 24 * 1024
"""The most bytes of one part of what goes in several files: less than people can choose, to keep little."""


@dataclass
class Cast:
    """Who takes part. vault: the kept one, open. office: holds the authority's key. people: ids of
    clients by given name. records: other ids by a word of the story's own. papers: every paper that
    was printed. kept: when the vault was kept, as its clock said."""

    clock: Clock
    vault: OpenVault
    office: Session
    south: Session
    lake: Session
    people: dict[str, str] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)
    papers: list[RecoveryCode] = field(default_factory=list)
    kept: int = 0

    @property
    def second(self) -> Session:
        """The laptop of the kept vault."""
        return self.vault.session

    def town(self, name: str) -> bytes:
        return Organisation(self.office).community_named(name).id


@contextmanager
def own_place() -> Iterator[Path]:
    """An empty folder, and a home of its own for what lies beside vaults."""
    before = os.environ.get("XDG_DATA_HOME")
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_DATA_HOME"] = place
        try:
            yield Path(place)
        finally:
            if before is None:
                del os.environ["XDG_DATA_HOME"]
            else:
                os.environ["XDG_DATA_HOME"] = before


@contextmanager
def at_work() -> Iterator[Cast]:
    """Everybody after some weeks of work; the vault that will be kept is open, and not complete."""
    with own_place() as place, seeded_keys(Random("kept")):
        cast = _begun(place)
        try:
            _live(cast)
            yield cast
        finally:
            cast.vault.close()


def _begun(place: Path) -> Cast:
    clock = Clock()
    environment = an_environment(clock, 2)
    office = _filed(an_office([RIVER, LAKE], environment=environment), place)
    south = _filed(a_laptop(office, "south", "Pita Exemple"), place)
    lake = _filed(a_laptop(office, "lake", "Lia Exemple", role=Role.COORDINATOR), place)
    vault = vaults.create(
        place / "vault", "second", PERSON, PASSPHRASE, environment=environment, cost=FLOOR
    )
    organisation = Organisation(office)
    answer = organisation.approve(Organisation(vault.session).request(), Role.OFFICE, ())
    out = io.BytesIO()
    Exchange(office).write([answer], out, files.ENROLMENT)
    assert accept(vault.session, Bundle(out.getvalue())).outcome == "applied"
    return Cast(clock, vault, office, south, lake)


def _filed(session: Session, place: Path) -> Session:
    """The same laptop with a folder for sealed files, and a key of its vault that can be sealed."""
    number = session.device.hex()
    return FiledSession(
        session.database, session.environment, session.device, session.person, session.person_name,
        session.trust,
        seal_vault_key=lambda to: seal_vault_key(session.device, KEY, session.device, to),
        folder=place / number,
    )  # fmt: skip


def _live(cast: Cast) -> None:
    """What the vault holds when it is kept."""
    office, second, south = cast.office, cast.second, cast.south
    for name, given in (
        ("ana", "Ana"), ("syllabics", "ᐊᓇ"), ("twice", "Anna"), ("zoe", "Zoé"), ("moving", "Tāłá"),
        ("gone", "Léo"),
    ):  # fmt: skip
        cast.people[name] = a_client(
            south, given, f"Première rencontre avec {given}.", community=RIVER,
            birth_date="~1950", telephone="867-555-0101",
        )  # fmt: skip
    clients = Clients(south)
    cast.records["note"] = clients.add_note(cast.people["ana"], "Une note de trop.")
    visit = Schedule(south).make(
        cast.people["ana"], datetime.combine(date(2026, 3, 9), time(10)), "America/Iqaluit", 60
    )
    Schedule(south).move(visit, datetime.combine(date(2026, 3, 10), time(9)))
    clients.add_consent(cast.people["ana"], "file", "2026-03-02", "spoken")
    cast.records["photograph"] = _attach(cast, JPEG, A_PHOTOGRAPH, b"small " + A_PHOTOGRAPH)
    for laptop in (south, cast.lake):
        swap(laptop, office)
    carry(office, second)
    cast.clock.forward(days=31)  # the second laptop has another key from here on
    a_client(second, "Béa", "Notée au bureau.", community=LAKE)
    swap(second, office)
    carry(second, south)
    clients.set(cast.people["zoe"], {"preferred": "Zo"})
    Clients(second).set(cast.people["zoe"], {"preferred": "Zozo"})
    carry(south, second)  # two values stand side by side
    Clients(second).delete(cast.people["gone"])
    Attachments(second, _nothing).ask_original(cast.records["photograph"])
    carry(second, south)  # which holds the photograph, and learns that it is wanted
    cast.vault.drafts.save("client", "", "given", "Brouillon", 1)
    cast.vault.drafts.note_refusal(cast.clock(), {"file": "a file", "reason": "altered"})
    cast.kept = cast.clock.at


def _attach(cast: Cast, sort: str, data: bytes, preview: bytes) -> str:
    attached = AttachedFile(sort, data, preview)
    return Attachments(cast.south, lambda path: attached).add(cast.people["ana"], Path("page"))


def _nothing(path: Path) -> AttachedFile:
    raise FileNotFoundError(path)


def bundles(cast: Cast) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of what is on its way to the kept vault, which takes in none of it."""
    yield from _records(cast)
    yield from _people_of_the_field(cast)
    yield from _two_histories(cast)
    yield from _rights(cast)
    yield from _papers(cast)
    one_of_each(cast.office)
    yield "one-of-each-kind.portage", bundle_for(cast.office, cast.second).data


def _records(cast: Cast) -> Iterator[tuple[str, bytes]]:
    """What stands in files: every kind of record, and every way of changing one."""
    office, second, south, people = cast.office, cast.second, cast.south, cast.people
    Clients(office).set(people["gone"], {"preferred": "Lé"})
    Clients(office).set(people["ana"], {"given": "Ana-Maria", "telephone": None})
    yield "deleted-here-changed-there.portage", bundle_for(office, second).data
    OwnFieldsDesk(office).add(
        {
            "about": "client", "sort": "text", "label_fr": "Numéro de bande",
            "label_en": "Band number", "purpose_fr": "Pour les programmes.",
            "purpose_en": "For programs.", "keeper": office.person.hex(),
            "review_on": "2027-03-01", "state": "published",
        }
    )  # fmt: skip
    Clients(office).set(people["ana"], {"own_band_number": "123"})
    FilledForms(office).begin(people["ana"], a_form(office), {Place("heating"): Answer("wood")})
    yield "own-field-and-form.portage", bundle_for(office, second).data
    Links(office).link(people["ana"], people["twice"], keep=people["ana"])
    Links(office).different(people["ana"], people["zoe"])
    Handovers(office).hand_over(people["moving"], cast.town(LAKE))
    yield "links-and-a-handover.portage", bundle_for(office, second).data
    carry(office, south)
    _attach(cast, TEXT, A_LETTER, A_LETTER)
    yield "files-and-what-was-asked-for.portage", bundle_for(south, second).data
    carry(south, office)
    Erasures(office).erase(people["syllabics"], Basis.ASKED)
    Erasures(office).redact(cast.records["note"])
    yield "a-person-and-a-note-erased.portage", bundle_for(office, second).data
    a_client(south, "Pris par erreur", community=RIVER)
    mistake = bundle_for(south, office)
    taken = Exchange(office).take_in(mistake)
    assert taken.outcome == "applied"
    Exchange(office).undo(taken.bundle)
    yield "an-import-taken-back.portage", bundle_for(office, second).data


def _people_of_the_field(cast: Cast) -> Iterator[tuple[str, bytes]]:
    """A guest whom a coordinator let in, a new month, a file for several, and one in parts."""
    office, second, south, lake = cast.office, cast.second, cast.south, cast.lake
    guest = a_vault("guest", "Gil Exemple", office.environment)
    own = [one.id for one in Organisation(lake).own_communities()]
    asked = Organisation(guest).request()
    yield "a-guest-asks.portage-request", asked.data
    issued = Organisation(lake).approve(asked, Role.WORKER, own)
    out = io.BytesIO()
    Exchange(lake).write([issued], out, files.ENROLMENT)
    accept(guest, Bundle(out.getvalue()))
    a_client(guest, "Cy", community=LAKE)
    yield "a-guest-let-in-by-a-coordinator.portage", bundle_for(guest, second).data
    cast.clock.forward(days=31)
    a_client(lake, "Dee", community=LAKE)
    Attachments(lake, _nothing).ask_original(cast.records["photograph"])
    yield "another-month.portage", bundle_for(lake, second).data
    swap(lake, office)
    yield "a-file-for-several.portage", _pack(south, second, lake)
    Exchange(office).take_in(Bundle(_pack(south, office, lake)))
    yield "a-file-carried-along.portage", _pack(office, second)
    for number in range(36):
        text = Random(number).randbytes(300).hex()
        a_client(lake, f"Bo {number}", text, community=LAKE)
    known = lake.require_trust().certificates
    draft = Exchange(lake).draft([known[second.device], known[guest.device]])
    parts: list[bytes] = []
    left = 1
    while left:
        out = io.BytesIO()
        with patch.object(writing_bundles, "SMALLEST", PART):
            left = draft.write(out, budget=PART, part=True).left
        parts.append(out.getvalue())
        yield f"in-parts-{len(parts)}.portage", parts[-1]
    Exchange(guest).take_in(Bundle(parts[-1]))
    yield "from-somebody-who-lacks-a-part.portage", bundle_for(guest, second).data


def _pack(sender: Session, *receivers: Session) -> bytes:
    trust, packs = sender.require_trust(), Exchange(sender).packs
    out = io.BytesIO()
    plan = packs.plan([trust.certificates[one.device] for one in receivers])
    packs.record(packs.write(plan, out), "a file")
    return out.getvalue()


def _two_histories(cast: Cast) -> Iterator[tuple[str, bytes]]:
    """A laptop that exists twice, what both wrote, and what the office decided."""
    office, second, south = cast.office, cast.second, cast.south
    swap(south, office)
    twin = _twin(south)
    a_client(south, "Une", community=RIVER)
    a_client(twin, "Deux", community=RIVER)
    one, other = bundle_for(south, second), bundle_for(twin, second)
    yield "one-history.portage", one.data
    yield "another-history.portage", other.data
    Exchange(office).take_in(bundle_for(south, office))
    Exchange(office).take_in(bundle_for(twin, office))
    for line in Forks(office).list():
        Forks(office).admit(line.feed)
    yield "which-history-goes-on.portage", bundle_for(office, second).data
    swap(south, office)


def _twin(session: Session) -> Session:
    database = Database.create(None, KEY)
    copy_database(session.database, database)
    return Session(
        database, session.environment, session.device, session.person, session.person_name,
        session.require_trust().copied(),
    )  # fmt: skip


def _rights(cast: Cast) -> Iterator[tuple[str, bytes]]:
    """Rights that end, late work that counts all the same, and a vault that had gone on."""
    office, second, south, lake = cast.office, cast.second, cast.south, cast.lake
    rights = Rights(office)
    rights.change_laptop("lake", Role.WORKER, [cast.town(RIVER)])
    rights.change_person(lake.person, Role.WORKER, [cast.town(RIVER)], "Lia Démo")
    a_client(south, "Tard", community=RIVER)
    carry(south, office)
    Organisation(office).revoke("south")
    a_client(south, "Trop tard", community=RIVER)
    late = bundle_for(south, office)
    yield "late-work.portage", bundle_for(south, second).data
    yield "rights-that-ended.portage", bundle_for(office, second).data
    Exchange(office).take_in(late)
    assert LateWork(office).admit("south")
    rights.remove_person(south.person)
    yield "late-work-that-counts.portage", bundle_for(office, second).data
    with _again(cast) as opened:
        a_client(opened.session, "Écrit ensuite", community=LAKE)
        carry(opened.session, office)
    yield "what-the-vault-wrote-after-it-was-kept.portage", bundle_for(office, second).data


def _again(cast: Cast) -> OpenVault:
    """The kept vault where it still lies, soon after it was kept."""
    environment = an_environment(Clock(cast.kept), 3)
    return vaults.open_vault(cast.vault.folder, PASSPHRASE, environment=environment)


def _papers(cast: Cast) -> Iterator[tuple[str, bytes]]:
    """Three papers of which two suffice, another authority, and erasures that two laptops sign."""
    office, second = cast.office, cast.second
    with _again(cast) as opened:
        request = Organisation(opened.session).request()
    yield "the-second-laptop-asks-once-more.portage-request", request.data
    issued = Organisation(office).approve(request, Role.OFFICE, ())
    out = io.BytesIO()
    Exchange(office).write([issued], out, files.ENROLMENT)
    yield "the-answer-once-more.portage", out.getvalue()
    keepers = Keepers(office)
    keepers.rotate(_codes(cast), 3, 2, new_authority=True)
    yield "three-papers-and-another-authority.portage", bundle_for(office, second).data
    yield "papers-that-go-round.portage-papers", keepers.draft()
    keepers.rotate(_codes(cast)[:2], 3, 2, signatures=2)
    Erasures(office).erase(cast.people["zoe"], Basis.RETENTION)
    yield "an-erasure-that-waits.portage", bundle_for(office, second).data


def _codes(cast: Cast) -> list[RecoveryCode]:
    """The papers of today's keepers, printed and put away."""
    keepers = Keepers(cast.office)
    printed = {one.number: keepers.code(one.number) for one in keepers.state().waiting}
    cast.papers += printed.values()
    for number in printed:
        keepers.put_away(number)
    return [code for number, code in printed.items() if number != ESCROW]


_VALUES: Final[dict[Kind, Value]] = {
    Kind.YES_NO: True, Kind.INTEGER: 7, Kind.MONEY: 12_345, Kind.DATE: "2026-03-09",
    Kind.PARTIAL_DATE: "~1950-02", Kind.INSTANT: "2026-03-09T14:30Z", Kind.TIME: "14:30",
    Kind.TIME_ZONE: "America/Iqaluit", Kind.LANGUAGE: "iu", Kind.TELEPHONE: "867-555-0101",
    Kind.EMAIL: "exemple@example.org", Kind.POSTAL_CODE: "J0M 1G0", Kind.WEB: "https://example.org",
}  # fmt: skip


def one_of_each(session: Session) -> None:
    """A record of every declared kind, with a value in every field and an item in every list."""
    registry = session.registry
    ids = {kind.name: session.environment.new_id() for kind in registry}

    def values(kind: EntityType | ItemList, path: str = "") -> Iterator[tuple[str, Value]]:
        for one in kind.fields:
            if one.choices:
                value: Value = one.choices[0].value
            elif one.kind is Kind.REFERENCE:
                value = {**ids, "community": place}.get(one.reference, session.person).hex()
            else:
                value = _VALUES.get(one.kind, f"{one.name} ᐊ")
            yield f"{path}{one.name}", value

    place = Organisation(session).own_communities()[0].id
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        for kind in registry:
            shared = kind.scope in (Scope.ORGANISATION, Scope.DIRECTORY)
            own = ids[kind.name]
            told = dict(values(kind))
            item = f"{own.hex()[:8]}-0000-4000-8000-{own.hex()[-12:]}"
            for listed in kind.lists:
                told |= dict(values(listed, f"{listed.name}/{item}/"))
            scope = session.scope(tables, kind.scope, *(() if shared else (place,)))
            editor.edit(kind, own, scope, told)
        editor.flush()
