"""Having a person or a note erased everywhere, and knowing who has done it."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from desktop_app.crypto.signing import SigningKey
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import LIFE, Registry, Scope
from desktop_app.domain.people.retention import ERASURE_REFUSAL
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.clients.client_values import id_of
from desktop_app.services.clients.interests import check_not_kept_out
from desktop_app.services.editing import Editor
from desktop_app.services.erasure.erasing import DRAFTED, aside, carry_out, counting, signed_again
from desktop_app.services.erasure.erasure_plan import (
    ErasurePlan,
    owner_keys,
    plan_erasure,
)
from desktop_app.services.erasure.erasure_request import (
    ErasureRequest,
    clients_asked,
    read_request,
)
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import actor_of
from desktop_app.sync.clock import milliseconds_of
from desktop_app.sync.erasing import (
    DRAFT,
    SUBJECTS,
    Basis,
    Erasure,
    ErasureKind,
    content_of,
    erasure_anew,
    has_signed,
    joined,
    make_erasure,
    read_erasure,
    sign_erasure,
    signed_only_by,
)
from desktop_app.sync.log import decode_body
from desktop_app.sync.merge import SHOWN
from desktop_app.sync.statements import ERASURE
from desktop_app.sync.trust import Trust

SIGNATURES_SETTING = "erasure_signatures"

DRAFTS: Final = 256
"""How many erasures may wait here for a signature; a bundle that asks for more is heard in part."""


class NobodyElseSigns(PortageError):
    """Two signatures are asked for where only one office laptop is."""

    code = "nobody_else_signs"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "erasure",
                "Two signatures need two office laptops, and there is only one, so nothing could be erased any "
                "more. Nothing was changed. Let another office laptop in first.",
            )
        )


class NotNamed(PortageError):
    """The papers of the organisation name other laptops to sign erasures."""

    code = "not_named"

    def __init__(self, names: str) -> None:
        super().__init__(
            Message(
                "erasure",
                "The papers of your organisation name other laptops to sign what is erased: {names}. "
                "Nothing was changed. Sign there, or make new papers that name this one.",
                {"names": names},
            )
        )


class MustBeKept(PortageError):
    """The file is under a legal hold."""

    code = "must_be_kept"

    def __init__(self, reason: str) -> None:
        super().__init__(
            Message(
                "erasure",
                "This file must be kept: {reason}. Nothing was erased. When the reason is gone, empty the "
                "field “Must be kept, because” first.",
                {"reason": reason},
            )
        )


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """One erasure and how far it has come. at: UTC milliseconds. done: (laptop, when its word came,
    UTC milliseconds). missing: (laptop, when it was last heard, 0 for never). gone: laptops that
    were cut off before they carried it out: what they held is out of reach. signed_here: a draft that
    this laptop signed already, so that another office laptop has to. former: it waits because the key
    that ordered it was replaced since. request: what one that waits would remove, as this vault
    shows it."""

    id: str
    kind: ErasureKind
    basis: Basis
    at: int
    records: int
    waits_for_signature: bool
    done: tuple[tuple[str, int], ...]
    missing: tuple[tuple[str, int], ...]
    gone: tuple[str, ...]
    signed_here: bool = False
    former: bool = False
    request: ErasureRequest | None = None

    @property
    def total(self) -> int:
        """How many laptops have to carry it out."""
        return len(self.done) + len(self.missing)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """An erasure that waited and that somebody said no to: nothing was erased. at: when it was asked,
    refused_at: when it was refused, UTC milliseconds. person, laptop: who refused it and where, empty
    while unknown. request: what it would have removed; None where this laptop never held it."""

    id: str
    kind: ErasureKind
    basis: Basis
    at: int
    person: str
    laptop: str
    refused_at: int
    request: ErasureRequest | None


class Erasures:
    """Erasing for the organisation. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(self, client_id: str, along: Collection[str] | None = None) -> ErasurePlan:
        """What erasing this person would remove, without doing it. along: as for `erase`.

        Raises NotHere.
        """
        with self._session.database.reading() as tables:
            return plan_erasure(self._session, tables, client_id, along)

    def erase(self, client_id: str, basis: Basis, along: Collection[str] | None = None) -> str:
        """Erase everything about one person, here at once and everywhere by the next bundles.

        along: which of the files linked to this one go too (ids); None for those that the office
        itself linked. Somebody else may have said of any two files that they are one person.

        Gives the erasure's id. Where two office laptops have to sign, it waits as a draft for the
        other one. Cannot be undone. Raises NotAllowed, NotHere.
        """
        session = self._session
        with session.database.writing(bulk=True) as tables:
            authority = session.authority_key(tables)
            plan = plan_erasure(session, tables, client_id, along)
            if plan.held and basis is not Basis.COURT:
                raise MustBeKept(plan.held)
            self._restate(tables, plan.moved)
            return self._publish(
                tables, authority, ErasureKind.PERSON, plan.subjects, plan.people, basis
            ).hex()

    def redact(self, note_id: str, basis: Basis = Basis.MISTAKE) -> str:
        """Erase one note everywhere; that it was removed stays visible. Raises NotAllowed, NotHere."""
        session = self._session
        with session.database.writing() as tables:
            authority = session.authority_key(tables)
            note = id_of(note_id)
            row = tables.rows.get(session.registry["note"], note)
            if row is None:
                raise NotHere
            client = id_of(str(row.value("client") or ""))
            return self._publish(
                tables, authority, ErasureKind.REDACT, (note,), (client,), basis
            ).hex()

    def sign(self, erasure_id: str) -> None:
        """Sign a draft on this office laptop; with the last signature it is carried out.

        One that only a replaced authority ordered is ordered again, where today's authority lies.
        Raises NotAllowed, NotHere, NotNamed, MustBeKept, KeptOut.
        """
        session, trust = self._session, self._session.require_trust()
        erasure, rule = id_of(erasure_id), trust.root.erasing
        with session.database.writing(bulk=True) as tables:
            if erasure in self._refused(tables):
                raise NotHere
            draft = tables.facts.get(DRAFTED + erasure.hex())
            if draft is None:
                draft = self._uncounted(tables).get(erasure)
            if draft is None:
                raise NotHere
            if not session.is_office:
                raise NotAllowed
            own, draft = session.signing_key(tables), self._tidied(draft)
            request = read_request(session, tables, draft, self._read(draft))
            check_not_kept_out(tables, session, clients_asked(request))
            if request.held and self._read(draft).basis is not Basis.COURT:
                raise MustBeKept(request.held)
            if self._read(draft).by not in trust.root.authorities:
                needed = rule.signatures if rule.signatures > 1 else 0
                draft = erasure_anew(draft, session.authority_key(tables), needed)
            elif rule.signatures > 1 and own.public not in rule.laptops:
                raise NotNamed(", ".join(signers_named(trust)))
            if self._drafted(draft).signatures or rule.signatures > 1:
                draft = sign_erasure(draft, own)
            self._keep(tables, erasure, draft)
            signed_again(tables, erasure)

    def waits(self, erasure_id: str) -> bool:
        """Whether an erasure is only a draft so far, which somebody at the office has to sign."""
        with self._session.database.reading() as tables:
            if id_of(erasure_id) in self._refused(tables):
                return False
            if id_of(erasure_id) in self._uncounted(tables):
                return True
            return tables.facts.get(DRAFTED + id_of(erasure_id).hex()) is not None

    def asked_for(self, tables: Tables) -> set[bytes]:
        """The files for which an erasure waits for a signature."""
        drafts = self._waiting(tables).values()
        return {person for data in drafts for person in self._drafted(data).people}

    def drafts(self, tables: Tables) -> list[tuple[str, bytes]]:
        """Statements that wait for a signature, as bundles to office laptops carry them."""
        return [(DRAFT, data) for _, data in sorted(self._waiting(tables).items())]

    def hear_drafts(self, tables: Tables, statements: Iterable[tuple[str, bytes]]) -> None:
        """Keep what another office laptop asks to be signed here too.

        Whoever holds the key of any office laptop can write such a section: what cannot be read, or
        no authority of this organisation ordered, is passed over, and the rest of the bundle goes in.
        """
        if not self._session.is_office:
            return
        refused = self._refused(tables)
        waiting = len(self._held(tables).keys() - refused)
        for kind, data in statements:
            if kind != DRAFT:
                continue
            try:
                erasure = self._drafted(data)
            except PortageError:
                continue
            name = DRAFTED + erasure.id.hex()
            known = tables.facts.get(name)
            if self._counts(erasure.id) or erasure.id in refused:
                continue
            if known is None and waiting >= DRAFTS:
                continue
            waiting += known is None
            self._keep(tables, erasure.id, self._with_both(known, data))

    def _with_both(self, known: bytes | None, data: bytes) -> bytes:
        """A draft with the signatures of both copies that count for something, each once.

        Another content under the same id gains nothing: what was here first stays.
        """
        if known is None:
            return self._tidied(data)
        if content_of(known) != content_of(data):
            return known
        return self._tidied(joined(known, data))

    def _tidied(self, data: bytes) -> bytes:
        """Only the signatures of office laptops: eight of anybody's else would leave no room."""
        trust = self._session.require_trust()
        office = {one.signing for one in trust.certificates.values() if one.role is Role.OFFICE}
        return signed_only_by(data, sorted(office | set(trust.root.erasing.laptops)))

    def _counts(self, erasure: bytes) -> bool:
        trust = self._session.require_trust()
        known = trust.erasures.get(erasure)
        return known is not None and trust.counts(known)

    def _uncounted(self, tables: Tables) -> dict[bytes, bytes]:
        """Erasures that only a replaced authority ordered, or that fewer signed than the papers ask
        for, and about which nobody here decided, with their statements."""
        trust = self._session.require_trust()
        refused = self._refused(tables)
        known = {one: trust.statements[ERASURE, one, 1] for one in trust.erasures}
        return {
            one: data
            for one, data in {**aside(tables), **known}.items()
            if not self._counts(one) and one not in refused
        }

    def drop(self, erasure_id: str) -> None:
        """Say no to one that waits for a signature, so that it is not carried out.

        The refusal travels to the other office laptops, and none of them asks again. It can be undone,
        and what was refused can be asked for anew. One that had enough signatures meanwhile, on a
        laptop that has not heard of the refusal, is carried out all the same. Raises NotAllowed, NotHere.
        """
        session, erasure = self._session, id_of(erasure_id)
        with session.database.writing() as tables:
            if erasure in self._refused(tables):
                raise NotHere
            if erasure not in {**self._uncounted(tables), **self._waiting(tables)}:
                raise NotHere
            if not session.is_office:
                raise NotAllowed
            editor, kind = Editor(session, tables), session.registry[ERASURE_REFUSAL.name]
            scope = session.scope(tables, Scope.ORGANISATION)
            known = tables.rows.get(kind, erasure)
            if known is not None:
                editor.set_life(kind, erasure, scope, True)
            else:
                editor.edit(kind, erasure, scope, {"erasure": erasure.hex()}, new=True)
            editor.flush()

    def refused(self) -> list[RefusedLine]:
        """Those that somebody said no to and that nobody carried out, the newest refusal first."""
        session, lines = self._session, []
        kind = session.registry[ERASURE_REFUSAL.name]
        with session.database.reading() as tables:
            feeds, held = tables.log.feeds(), {**aside(tables), **self._held(tables)}
            trust = session.require_trust()
            held |= {one: trust.statements[ERASURE, one, 1] for one in trust.erasures}
            for row in tables.rows.select(kind, "WHERE life = 1 ORDER BY id"):
                if self._counts(row.id) or row.id not in held:
                    continue
                one = self._read(held[row.id])
                head = max(
                    (head for heads in row.state.heads.values() for head in heads),
                    key=lambda head: head.hlc,
                )
                stored = next(iter(tables.log.entries(head.feed, head.seq, head.seq)), None)
                lines.append(
                    RefusedLine(
                        one.id.hex(), one.kind, one.basis, one.at,
                        "" if stored is None else session.person_called(actor_of(stored.header)),
                        session.device_called(feeds[head.feed].device), milliseconds_of(head.hlc),
                        read_request(session, tables, held[row.id], one),
                    )
                )  # fmt: skip
        return sorted(lines, key=lambda line: (-line.refused_at, line.id))

    def _refused(self, tables: Tables) -> set[bytes]:
        """The erasures that an office laptop said no to."""
        kind = self._session.registry[ERASURE_REFUSAL.name]
        return {row.id for row in tables.rows.select(kind, "WHERE life = 1")}

    def complete(self, tables: Tables) -> int:
        """Erase what turned out to be about an erased person since: records of which an entry was
        removed because it named that person, and which are about nobody else.

        Done by the office after each import; gives how many records. Inside one transaction.
        """
        trust = self._session.require_trust()
        if not self._session.has_authority(tables):
            return 0
        counted = {one.id for one in counting(trust)}
        # Also those that were refused: nobody asks again by itself for what somebody said no to.
        drafts = self._held(tables).values()
        asked = {record for data in drafts for record in self._drafted(data).subjects}
        by_erasure: dict[bytes, list[bytes]] = {}
        for record, erasure in tables.erasures.named().items():
            if erasure in counted and record not in asked and self._is_nobodys(tables, record):
                by_erasure.setdefault(erasure, []).append(record)
        for erasure, records in sorted(by_erasure.items()):
            first = trust.erasures[erasure]
            self._publish(
                tables, self._session.authority_key(tables), ErasureKind.PERSON, sorted(records),
                (), first.basis, alone=True,
            )  # fmt: skip
        return sum(len(records) for records in by_erasure.values())

    def all(self) -> list[ErasureLine]:
        """Every erasure, the newest first, with the laptops that have carried it out."""
        session, trust = self._session, self._session.require_trust()
        with session.database.reading() as tables:
            receipts = tables.erasures.receipts()
            heard = {device: peer.heard_at for device, peer in tables.exchange.peers().items()}
            named: dict[bytes, int] = {}
            for erasure in tables.erasures.subjects().values():
                named[erasure] = named.get(erasure, 0) + 1
            own = session.signing_key(tables).public
            waiting = dict(sorted(self._uncounted(tables).items()))
            waiting |= self._waiting(tables)
            drafts = [self._read(one) for one in waiting.values()]
            requests = {
                one.id: read_request(session, tables, waiting[one.id], one) for one in drafts
            }
        signed = {one for one, data in waiting.items() if has_signed(data, own)}
        lines = []
        known = [(one, False) for one in counting(trust)]
        for one, waits in (*known, *((draft, True) for draft in drafts)):
            done, missing, gone = [], [], []
            said = receipts.get(one.id, {})
            for device in trust.certificates.values():
                at = said.get(device.device)
                if at is not None:
                    done.append((device.name, at))
                elif trust.is_active(device.device):
                    missing.append((device.name, heard.get(device.device, 0)))
                else:
                    gone.append(device.name)
            lines.append(
                ErasureLine(
                    one.id.hex(), one.kind, one.basis, one.at, named.get(one.id, len(one.subjects)),
                    waits, tuple(sorted(done)), tuple(sorted(missing, key=lambda it: it[1])),
                    tuple(sorted(gone)), waits and one.id in signed,
                    waits and one.by not in trust.root.authorities,
                    requests.get(one.id) if waits else None,
                )
            )  # fmt: skip
        return sorted(lines, key=lambda line: (-line.at, line.id))

    def _is_nobodys(self, tables: Tables, record: bytes) -> bool:
        """Whether something is left of a record here, and nothing of it ever said whose it is.

        Any colleague's laptop may name a record, and what the office orders erased, nothing brings
        back: so one that has not come here stays, and so does one whose owner was emptied meanwhile.
        """
        left = False
        for stored in tables.log.entries_of(record):
            if stored.body is None:
                continue
            kind = self._session.registry.by_number(stored.type)
            keys = [] if kind is None else owner_keys(kind)
            said = decode_body(stored.body).operations
            if not keys or any(one.key in keys and one.value for one in said):
                return False
            left = True
        return left

    def _restate(self, tables: Tables, records: Iterable[bytes]) -> None:
        """Write the values of records that stay once more, as they stand: some of the entries that
        hold them name the person, and go."""
        editor = Editor(self._session, tables)
        editor.begin_act()
        for record in records:
            for kind in self._session.registry:
                row = tables.rows.get(kind, record)
                if row is None or row.state.life() != SHOWN:
                    continue
                scope = tables.log.scopes()[row.scope]
                for key, heads in row.state.heads.items():
                    values = list(dict.fromkeys(head.value for head in heads))
                    if key != LIFE:
                        editor.reopen(kind, record, scope, key, values)
        editor.flush()

    # The statement

    def _publish(
        self,
        tables: Tables,
        authority: SigningKey,
        kind: ErasureKind,
        subjects: Iterable[bytes],
        people: Iterable[bytes],
        basis: Basis,
        alone: bool = False,
    ) -> bytes:
        """Sign and keep the statement; several when there are more records than one names."""
        session, trust = self._session, self._session.require_trust()
        named, about = list(subjects), tuple(people)
        asked = max(
            1 if alone else signatures_asked(tables, session.registry),
            trust.root.erasing.signatures,
        )
        needed = 0 if asked == 1 else asked  # the authority's own is enough for one
        first = b""
        for at in range(0, len(named), SUBJECTS):
            erasure = Erasure(
                session.environment.new_id(), kind, tuple(named[at : at + SUBJECTS]), about, basis,
                session.environment.now(), needed, authority.public,
            )  # fmt: skip
            data = make_erasure(trust.organisation, authority, erasure)
            if needed:
                data = sign_erasure(data, session.signing_key(tables))
            self._keep(tables, erasure.id, data)
            first = first or erasure.id
        return first

    def _keep(self, tables: Tables, erasure: bytes, data: bytes) -> None:
        session = self._session
        name = DRAFTED + erasure.hex()
        if session.keep_statement(tables, ERASURE, data):
            carry_out(session, tables)
        elif not self._counts(erasure):
            tables.facts.set(name, data)

    def _waiting(self, tables: Tables) -> dict[bytes, bytes]:
        """The drafts to which nobody said no, by erasure."""
        refused = self._refused(tables)
        return {one: data for one, data in self._held(tables).items() if one not in refused}

    def _held(self, tables: Tables) -> dict[bytes, bytes]:
        """The drafts that can be read, by erasure. One that a laptop of another release kept, or
        whose authority is known no more, never stops the start or a screen."""
        found: dict[bytes, bytes] = {}
        for data in tables.facts.starting_with(DRAFTED).values():
            with contextlib.suppress(PortageError):
                found[self._drafted(data).id] = data
        return found

    def _read(self, data: bytes) -> Erasure:
        """One that lies here, also of an authority whose papers are not known here any more."""
        return read_erasure(data, self._session.require_trust().organisation, None, ())[0]

    def _drafted(self, data: bytes) -> Erasure:
        trust = self._session.require_trust()
        return read_erasure(data, trust.organisation, trust.authorities_ever(), ())[0]


def signers_named(trust: Trust) -> tuple[str, ...]:
    """The names of the laptops whose signatures the papers ask for, as far as they are known."""
    names = {one.signing: one.name for one in trust.certificates.values()}
    return tuple(sorted(filter(None, map(names.get, trust.root.erasing.laptops))))


def signatures_asked(tables: Tables, registry: Registry) -> int:
    """How many office laptops have to agree to an erasure: one, or two."""
    kind = registry["setting"]
    for row in tables.rows.select(kind, "WHERE life = 1 AND f_name = ?", (SIGNATURES_SETTING,)):
        if str(row.value("value")) == "2":
            return 2
    return 1
