"""Clients as lines of lists and of what a search finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from desktop_app.domain.fields import EntityType, Field, FieldKey, Kind, Value, is_item_key
from desktop_app.domain.people.client_codes import code_for, tail_of
from desktop_app.domain.words.folding import (
    LOOSE_MARK,
    digits_of,
    fold,
    line_digits,
    query_forms,
    search_forms,
)
from desktop_app.domain.words.searching import telephone_words
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import RECORDS, has_item, id_in, live_items
from desktop_app.services.clients.codes import hides, shows_codes
from desktop_app.services.clients.interests import kept_out
from desktop_app.services.exchange.sharing import Shared, Sharing
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.people import PeopleTables, PersonRow

SHORTEST: Final = 2
"""How many letters must be typed before anything is looked for."""

_LOCAL_NUMBER: Final = 7

Match = tuple[tuple[Message, ...], float]
"""What a search met in one client, and how well, 0 to 1."""


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One client in a list. id and community_id: 32 hexadecimal digits. owner: a person's name.

    why: which fields a search met. score: 0 to 1, how well. listed: every field that is declared
    as a column of lists, and those that the organisation added, by name. files: how many linked files the line stands for. closed: why
    whoever is at work is kept out of the file, "" where nothing keeps them out; of such a file only
    the name is told, so that nobody registers the person twice.
    """

    id: str
    name: str
    birth_date: str
    community: str
    community_id: str
    language: str
    code: str
    owner: str
    shared: Shared | None
    incomplete: bool
    why: tuple[Message, ...] = ()
    score: float = 0.0
    listed: Mapping[str, Value] = field(default_factory=dict)
    files: int = 1
    closed: str = ""


def today_of(session: Session) -> date:
    """Today in UTC, where the day begins earlier than anywhere in Canada."""
    return datetime.fromtimestamp(session.environment.now() / 1000, UTC).date()


def name_of(
    identity_type: EntityType,
    client_type: EntityType,
    identity: Mapping[FieldKey, Value] | None,
    client: Mapping[FieldKey, Value],
    client_id: bytes,
) -> str:
    """What a client is called on screen; where the names are not held or not to be shown, the
    client number, or without one the code of the file.
    """
    if identity is not None:

        def said(name: str) -> str:
            return str(identity.get(identity_type.field(name).number) or "")

        whole = " ".join(part for part in (said("given"), said("family")) if part)
        known = whole or said("preferred")
        if known:
            return known
        for parts in live_items(identity_type, "names", identity).values():
            if parts.get("name"):
                return str(parts["name"])
    code = client.get(client_type.field("code").number)
    if code:
        return str(code)
    return code_for(client_id)


class Lines:
    """Makes lines out of rows, all of one page at once. Lives in one transaction.

    coded: codes stand in place of names, so that nothing here tells who somebody is.
    """

    def __init__(self, tables: Tables, session: Session) -> None:
        self._tables = tables
        self._session = session
        self._identity, self._client = (session.registry[name] for name in RECORDS)
        # What the organisation itself wants to have filled in.
        self._asked = [
            (kind is self._identity, one)
            for kind in (self._identity, self._client)
            for one in kind.fields
            if one.required and isinstance(one.number, bytes)
        ]
        self.coded = shows_codes(tables, session.registry)
        # What a list may show of a client, as (whether of the identity, field).
        self._listed = [
            (kind is self._identity, f)
            for kind in (self._identity, self._client)
            for f in kind.fields
            if f.listed or (isinstance(f.number, bytes) and not (self.coded and hides(kind, f)))
        ]
        self._people = PeopleTables(tables.connection, session.registry, by_name=not self.coded)
        self._communities: dict[str, str] | None = None

    @property
    def tables(self) -> Tables:
        """The transaction in which they are made."""
        return self._tables

    @property
    def people(self) -> PeopleTables:
        return self._people

    def of(
        self,
        rows: Sequence[PersonRow],
        with_sharing: bool = True,
        matches: Mapping[bytes, Match] | None = None,
    ) -> list[ClientLine]:
        """The lines of these rows, in their order. matches: what a search met, by id."""
        ids = [row.id for row in rows]
        today = today_of(self._session).isoformat()
        agreed = self._people.with_consent(ids, "file", today)
        shared = Sharing(self._tables, self._session).state_of(ids) if with_sharing else {}
        met = matches or {}
        closed = kept_out(self._tables, self._session)
        leads = self._tables.groups.leads(ids)
        sizes = self._tables.groups.sizes(list(set(leads.values()))) if leads else {}
        return [
            self._line(
                row,
                row.id in agreed,
                shared.get(row.id),
                met.get(row.id, ((), 0.0)),
                sizes[leads[row.id]] if row.id in leads else 1,
                closed.get(row.id, ""),
            )
            for row in rows
        ]

    def community_called(self, community: Value) -> str:
        """The name of a community from its id; empty when it has not come yet."""
        if self._communities is None:
            self._communities = self._people.communities()
        return self._communities.get(str(community), "")

    def name(self, row: PersonRow) -> str:
        """What the client of a row is called."""
        return name_of(self._identity, self._client, self._identity_of(row), row.client, row.id)

    def _identity_of(self, row: PersonRow) -> Mapping[FieldKey, Value] | None:
        return None if self.coded else row.identity

    def name_of_id(self, client: bytes) -> str:
        """What a client is called, deleted or not."""
        identity = self._tables.rows.get(self._identity, client)
        case = self._tables.rows.get(self._client, client)
        return name_of(
            self._identity,
            self._client,
            None if identity is None or self.coded else identity.values,
            {} if case is None else case.values,
            client,
        )

    def missing(self, row: PersonRow, agreed: bool) -> tuple[Message, ...]:
        """What is still to complete in a file that is valid with less."""
        identity = row.identity
        lacking = []
        if identity is not None:
            for name in ("given", "family", "birth_date"):
                asked = self._identity.field(name)
                if not identity.get(asked.number):
                    lacking.append(asked.label)
            if not self.reachable(row):
                lacking.append(Message("clients", "A way to reach the person"))
        if not row.client.get(self._client.field("language").number):
            lacking.append(self._client.field("language").label)
        for of_identity, one in self._asked:
            held = identity if of_identity else row.client
            if held is not None and held.get(one.number) in (None, ""):
                lacking.append(one.label)
        if not agreed:
            lacking.append(Message("clients", "Consent to keep a file"))
        return tuple(lacking)

    def reachable(self, row: PersonRow) -> bool:
        """Whether there is a way to reach the person; True where the names are not held."""
        identity = row.identity
        if identity is None:
            return True
        homes = (self._identity.field(name).number for name in ("street", "directions"))
        return any(identity.get(number) for number in homes) or any(
            has_item(self._identity, items, name, identity)
            for _, items, name in self._identity.aliases
            if items in ("phones", "emails")
        )

    def _line(
        self,
        row: PersonRow,
        agreed: bool,
        shared: Shared | None,
        match: Match,
        files: int,
        closed: str,
    ) -> ClientLine:
        identity = self._identity_of(row) or {}
        values: dict[str, Value] = {
            f.name: (identity if of_identity else row.client).get(f.number)
            for of_identity, f in self._listed
        }
        client = {
            name: row.client.get(self._client.field(name).number)
            for name in ("community", "language", "code", "owner")
        }
        if closed:
            return ClientLine(
                id=row.id.hex(),
                name=self.name(row),
                birth_date="",
                community="",
                community_id=str(client["community"] or ""),
                language="",
                code="",
                owner="",
                shared=None,
                incomplete=False,
                score=match[1],
                closed=closed,
            )
        owner = id_in(client["owner"])
        return ClientLine(
            id=row.id.hex(),
            name=self.name(row),
            birth_date=str(values.get("birth_date") or ""),
            community=self.community_called(client["community"]),
            community_id=str(client["community"] or ""),
            language=str(client["language"] or ""),
            code=str(client["code"] or ""),
            owner="" if owner is None else self._session.person_called(owner),
            shared=shared,
            incomplete=bool(self.missing(row, agreed)),
            why=match[0],
            score=match[1],
            files=files,
            listed=values,
        )

    # Searching

    def find(self, words: str, limit: int) -> list[ClientLine]:
        """The clients that typed words may mean, the likeliest first."""
        forms = typed_forms(words)
        rows = self.search(expression(forms), limit) if forms else []
        matches = {row.id: self._match(row, forms) for row in rows}
        tail = tail_of(words)
        if tail is not None:
            coded = list(self._people.by_ids(self._people.ending_in(tail)).values())
            matches |= {row.id: ((Message("clients", "code of the file"),), 1.0) for row in coded}
            rows = [*coded, *(row for row in rows if row not in coded)]
        # Ties keep the order of the search.
        best = sorted(rows, key=lambda row: -matches[row.id][1])
        shown: dict[bytes, tuple[PersonRow, Match]] = {}
        for row, lead in zip(best, self._leading(best), strict=True):
            shown.setdefault(lead.id, (lead, matches[row.id]))
        return self.of(
            [lead for lead, _ in shown.values()],
            matches={found: match for found, (_, match) in shown.items()},
        )

    def _leading(self, rows: Sequence[PersonRow]) -> list[PersonRow]:
        """For each of these files the one that leads its group: itself where it stands alone."""
        leads = self._tables.groups.leads([row.id for row in rows])
        known = self._people.by_ids(list(set(leads.values())))
        return [known.get(leads.get(row.id, row.id), row) for row in rows]

    def search(self, question: str, limit: int) -> list[PersonRow]:
        """The clients that answer a question to the search table, the best first if few do."""
        # With codes, a name that finds a code would tell whose it is.
        kinds = [self._client] if self.coded else [self._identity, self._client]
        found = self._tables.rows.search(question, kinds, limit)
        identities = [number for one, number in found if one is self._identity]
        clients = [number for one, number in found if one is self._client]
        of_identity, of_client = self._people.by_numbers(identities, clients)
        rows: dict[bytes, PersonRow] = {}
        for one, number in found:
            row = (of_identity if one is self._identity else of_client).get(number)
            if row is not None:
                rows.setdefault(row.id, row)
        return list(rows.values())

    def _match(self, row: PersonRow, forms: Sequence[Sequence[str]]) -> Match:
        why: dict[str, Message] = {}
        best = [0.0] * len(forms)
        met: list[list[float]] = [[0.0] * len(form) for form in forms]
        for one, values in (
            (self._identity, self._identity_of(row) or {}),
            (self._client, row.client),
        ):
            for key, value in values.items():
                if not isinstance(value, str):
                    continue
                declared = one.searched.get(key) if type(key) is int else one.declared(key)
                if declared is None or not declared.searchable:
                    continue
                words = _indexed(declared, value)
                hit = False
                for at, form in enumerate(forms):
                    for position, word in enumerate(form):
                        strength = _strength(word, words)
                        if strength:
                            hit = True
                            met[at][position] = max(met[at][position], strength)
                if hit:
                    reason = _reason(one, key, declared, value)
                    why.setdefault(str(reason), reason)
        for at, strengths in enumerate(met):
            if strengths and all(strengths):
                best[at] = sum(strengths) / len(strengths)
        return tuple(why.values()), round(max(best, default=0.0), 4)


def typed_forms(words: str) -> list[list[str]]:
    """What was typed as lists of words of which all must begin a word of one record; any list
    will do. Empty when too little was typed."""
    if len(fold(words).replace(" ", "")) < SHORTEST:
        return []
    texts = list(query_forms(words))
    digits = digits_of(words)
    if len(digits) >= _LOCAL_NUMBER and not any(letter.isalpha() for letter in words):
        texts.append(digits[-10:])
    forms: list[list[str]] = []
    for text in texts:
        parts = [part for part in text.split() if part != LOOSE_MARK]
        # A single letter begins too many words to help; a syllabic is a whole syllable.
        whole = [part for part in parts if len(part) > 1 or not part.isascii()]
        chosen = whole or parts
        if chosen and chosen not in forms:
            forms.append(chosen)
    return forms


def expression(forms: Iterable[Sequence[str]]) -> str:
    """The forms as a question to the search table: words joined by AND, forms by OR."""
    return " OR ".join(
        "(" + " AND ".join('"' + word.replace('"', '""') + '"*' for word in form) + ")"
        for form in forms
    )


def _indexed(declared: Field, value: str) -> str:
    """The words under which a value is indexed, a space before and behind each."""
    if declared.kind is Kind.TELEPHONE:
        forms = telephone_words(value)
    elif declared.kind in (Kind.PARTIAL_DATE, Kind.DATE):
        bare = value.lstrip("~")
        forms = (bare.replace("-", " "), bare.replace("-", ""))
    else:
        forms = search_forms(value)
    return f" {' '.join(forms)} "


def _strength(word: str, indexed: str) -> float:
    begins = f" {word}"
    if begins not in indexed:
        return 0.0
    loose = word.startswith(LOOSE_MARK)
    if f"{begins} " in indexed:
        return 0.8 if loose else 1.0
    return 0.6 if loose else 0.7


def _reason(one: EntityType, key: FieldKey, declared: Field, value: str) -> Message:
    if declared.kind is Kind.TELEPHONE:
        return Message("clients", "telephone ends in {digits}", {"digits": line_digits(value)[-4:]})
    if declared.name == "birth_date":
        return Message("clients", "born {date}", {"date": value})
    if declared.name in ("given", "family"):
        return Message("clients", "name")
    if is_item_key(key):
        for items in one.lists:
            if items.number == key[0]:
                return items.one
    return declared.label
