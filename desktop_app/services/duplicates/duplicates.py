"""Which clients may be one person: while somebody is typed in, and over the whole list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from desktop_app.crypto.encoding import decode
from desktop_app.domain.fields import FieldKey, Registry, Value, key_of
from desktop_app.domain.matching.likeness import Person
from desktop_app.domain.matching.matching import Knowledge, Pair, find_pairs, likely
from desktop_app.domain.matching.matching_weights import Rarity, Relatives
from desktop_app.domain.people.links import pair_of
from desktop_app.domain.words.folding import digits_of, fold
from desktop_app.services.clients.client_fields import live_items, place_of
from desktop_app.services.clients.client_lines import ClientLine, Lines, expression, typed_forms
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.people import PersonRow

CANDIDATES: Final = 60
"""How many records each question may bring up for comparing."""

MANY: Final = 2000
"""When more than so many came at once, the whole list is compared instead."""

_BEGINNING: Final = 3
_TYPED: Final = "typed"


def person_of(
    registry: Registry,
    identifier: str,
    identity: Mapping[FieldKey, Value],
    community: str,
) -> Person:
    """What matching compares of one client. community: its name, where the address has none."""
    one = registry["identity"]

    def said(name: str) -> str:
        return str(identity.get(one.field(name).number) or "")

    def each(items: str, name: str) -> tuple[str, ...]:
        found = live_items(one, items, identity).values()
        return tuple(str(parts[name]) for parts in found if parts.get(name))

    preferred = said("preferred")
    return Person(
        id=identifier,
        given=said("given"),
        family=said("family"),
        other_names=(*((preferred,) if preferred else ()), *each("names", "name")),
        birth=said("birth_date"),
        street=said("street"),
        place=said("place") or community,
        postcode=said("postal_code"),
        telephones=each("phones", "number"),
        emails=each("emails", "address"),
    )


def likely_clients(
    tables: Tables, session: Session, values: Mapping[str, Value]
) -> list[tuple[ClientLine, Pair]]:
    """Clients who may be the person with these values, the likeliest first.

    values: by path or alias, as for adding. Candidates come from the search, so this stays quick
    however many clients there are.
    """
    lines = Lines(tables, session)
    one = session.registry["identity"]
    typed: dict[FieldKey, Value] = {}
    for path, value in values.items():
        place = place_of(session.registry, path, bytes(16), {})
        if place.type is one and place.field is not None:
            typed[key_of(one, place.path)] = value
    community = str(values.get("community") or "")
    community = lines.community_called(community) or community
    person = person_of(session.registry, _TYPED, typed, community)
    candidates: dict[bytes, PersonRow] = {}
    for question in questions_for(person):
        for row in lines.search(question, CANDIDATES):
            candidates.setdefault(row.id, row)
    others = [person_of_row(lines, session, row) for row in candidates.values()]
    pairs = likely(person, others, knowledge=kept_knowledge(tables))
    rows = [candidates[bytes.fromhex(pair.b)] for pair in pairs]
    return list(zip(lines.of(rows), pairs, strict=True))


def pairs_of_all(tables: Tables, session: Session) -> list[Pair]:
    """Pairs of clients who may be one person, over everybody whose names are held here.

    Pairs on which somebody decided, and files of one group, are left out.
    """
    lines = Lines(tables, session)
    found = find_pairs(
        person_of_row(lines, session, row) for row in lines.people.all() if row.identity is not None
    )
    return undecided(tables, found)


KNOWLEDGE: Final = "knowledge"
_SCALE: Final = 1_000_000_000


def knowledge_to_plain(knowledge: Knowledge) -> dict[str, Any]:
    """What comparing everybody taught, as plain data without fractions."""
    told = knowledge.relatives
    return {
        "rarity": knowledge.rarity.to_plain(),
        "relatives": [
            round(one * _SCALE) for one in (told.odds, told.given_differs, told.birth_differs)
        ],
    }


@lru_cache(maxsize=2)
def _knowledge_from(data: bytes) -> Knowledge:
    told = decode(data)
    odds, given, birth = (one / _SCALE for one in told["relatives"])
    return Knowledge(Rarity.from_plain(told["rarity"]), Relatives(odds, given, birth))


def kept_knowledge(tables: Tables) -> Knowledge | None:
    """What comparing everybody taught; None before the first time."""
    data = tables.facts.get(KNOWLEDGE)
    return None if data is None else _knowledge_from(data)


def undecided(tables: Tables, pairs: Sequence[Pair]) -> list[Pair]:
    """Those of these pairs (of ids in hexadecimal digits) about which nobody decided yet."""
    settled = tables.groups.settled()
    ids = {bytes.fromhex(one) for pair in pairs for one in (pair.a, pair.b)}
    leads = tables.groups.leads(sorted(ids))
    found = []
    for pair in pairs:
        a, b = pair_of(bytes.fromhex(pair.a), bytes.fromhex(pair.b))
        together = a in leads and leads[a] == leads.get(b)
        if (a, b) not in settled and not together:
            found.append(pair)
    return found


def person_of_row(lines: Lines, session: Session, row: PersonRow) -> Person:
    community = row.client.get(session.registry["client"].field("community").number)
    return person_of(
        session.registry, row.id.hex(), row.identity or {}, lines.community_called(community)
    )


def questions_for(person: Person) -> list[str]:
    """Questions to the search table that a record of the same person would answer."""
    questions: list[str] = []
    for text in (*person.telephones, *person.emails):
        digits = digits_of(text)
        if "@" not in text and len(digits) >= 4:
            questions.append(expression([[digits[-7:]], [digits[-10:]]]))
        elif "@" in text:
            questions.append(expression(typed_forms(text)))
    if person.birth:
        bare = person.birth.lstrip("~")
        questions.append(expression([[bare.replace("-", "")]]))
    names = [person.given, person.family, *person.other_names]
    whole = [form for name in names for form in typed_forms(name)]
    questions += [expression([form]) for form in whole]
    # Where many bear a name, its bearers born that year come before the others.
    year = person.birth.lstrip("~")[:4]
    if year:
        questions += [expression([[*form, year]]) for form in whole]
    # The first letters of both names together meet most slips of the pen.
    first, last = fold(person.given)[:_BEGINNING], fold(person.family)[:_BEGINNING]
    if first.strip() and last.strip():
        questions.append(expression([[*first.split(), *last.split()]]))
    return [one for one in dict.fromkeys(questions) if one]
