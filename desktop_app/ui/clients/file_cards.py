"""The right column of a file, as cards: what to complete, how to reach, what was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from desktop_app.domain.fields import Registry, Value
from desktop_app.language import Message
from desktop_app.services.clients.client_file import LinkedFile
from desktop_app.services.clients.clients import ClientFile
from desktop_app.services.clients.households import HouseholdLine
from desktop_app.services.clients.timeline import TimelineItem
from desktop_app.ui.clients.words import contact_sign, joined, value_words
from desktop_app.ui.shared.labels import State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.words import say

CONSENT: Final = "consent"
_TOLD: Final = ("given", "family", "preferred", "birth_date", "telephone", "street", "place")


def items_of(fields: Mapping[str, Value], name: str) -> list[dict[str, Value]]:
    """The items of a list among the values of a file, each with its values by name."""
    found: dict[str, dict[str, Value]] = {}
    for path, value in fields.items():
        parts = path.split("/")
        if len(parts) == 3 and parts[0] == name and parts[2] != "life":
            found.setdefault(parts[1], {})[parts[2]] = value
    return [one for one in found.values() if any(value not in (None, "") for value in one.values())]


def file_cards(file: ClientFile) -> list[Card]:
    """The files that were linked as this person, each with what it says otherwise."""
    cards = []
    for number, one in enumerate(file.files):
        said = joined(
            (
                one.community,
                one.opened_by,
                one.device,
                *(
                    f"{say(file.labels.get(path, path))}: {value}"
                    for path, value in _otherwise(one)
                ),
            )
        )
        cards.append(
            Card(
                one.id,
                one.name,
                said,
                icon="git-merge" if number else "user",
                icon_ink="accent",
                action=Message("client file", "Separate") if number else None,
            )
        )
    return cards


def _otherwise(one: LinkedFile) -> list[tuple[str, Value]]:
    """What one of several files says otherwise; first what was chosen to stand."""
    told = [(path, value) for path, value in one.differs.items() if path in _TOLD and value]
    return sorted(told, key=lambda pair: pair[0] not in one.stands)


def missing_cards(file: ClientFile) -> list[Card]:
    """What is still to complete; the key of the consent is `CONSENT`, as it is not in the form."""
    return [
        Card(
            CONSENT if words == _CONSENT_WORDS else str(number),
            words,
            icon="circle-dashed",
            icon_ink="waits",
            action=Message("client file", "Complete"),
        )
        for number, words in enumerate(file.missing)
    ]


def contact_cards(file: ClientFile, name: str) -> list[Card]:
    """How to reach the person, with what may be done there in plain words.

    name: "phones" or "emails". The preferred one comes first.
    """
    value, icon = _CONTACTS[name]
    items = sorted(items_of(file.fields, name), key=lambda one: one.get("preferred") is not True)
    cards = []
    for number, item in enumerate(items):
        never = item.get("do_not_contact") or file.no_contact is not None
        sign = contact_sign(item.get("safe_to_message"), never)
        facts: tuple[str | Message, ...] = (
            str(item.get("label") or ""),
            Message("client file", "preferred") if item.get("preferred") is True else "",
            "" if file.no_contact is None else file.no_contact,
        )
        cards.append(
            Card(
                f"{name}{number}",
                str(item.get(value) or ""),
                partial(said_together, facts),
                icon=icon,
                icon_ink="danger" if never else "ink",
                badge=(State(sign.tone), sign.words),
                badge_icon=sign.icon,
            )
        )
    return cards


def address_cards(file: ClientFile) -> list[Card]:
    """Where the person lives, and how to find the house."""
    address = ", ".join(
        part
        for part in (
            str(file.fields.get(name) or "")
            for name in ("street", "unit", "place", "province", "postal_code")
        )
        if part
    )
    directions = str(file.fields.get("directions") or "")
    if address or directions:
        title = address or directions
        return [Card("address", title, directions if address else "", icon="house")]
    return []


def consent_cards(items: Iterable[TimelineItem]) -> list[Card]:
    """What the person agreed to, when, and what was taken back."""
    by_consent: dict[str, list[TimelineItem]] = {}
    for item in items:
        if item.kind == "consent":
            by_consent.setdefault(item.id, []).append(item)
    cards = []
    for identifier, told in by_consent.items():
        given = min(told, key=lambda one: one.at)
        withdrawn = max(told, key=lambda one: one.at).at if len(told) > 1 else ""
        purpose = given.title.values.get("purpose")
        second = (
            Message(
                "client file",
                "Given {given}, withdrawn {withdrawn}",
                {"given": given.at, "withdrawn": withdrawn},
            )
            if withdrawn
            else Message("client file", "Given {given}", {"given": given.at})
        )
        cards.append(
            Card(
                identifier,
                purpose if isinstance(purpose, Message) else str(purpose or ""),
                second,
                icon="ban" if withdrawn else "circle-check",
                icon_ink="ink_second" if withdrawn else "done",
                action=None if withdrawn else Message("client file", "Withdraw"),
            )
        )
    return cards


def household_cards(
    households: Iterable[HouseholdLine], client: str, registry: Registry
) -> list[Card]:
    """The households that a client lives in now, and who else lives there."""
    roles = registry["household_member"].field("role")
    cards = []
    for home in households:
        now = [one for one in home.members if not one.to_on]
        own = next((one for one in now if one.client == client), None)
        if own is None:
            continue
        cards.append(
            Card(
                own.id,
                home.name or Message("client file", "Household"),
                partial(value_words, roles, own.role),
                icon="house",
                icon_ink="accent",
                action=Message("client file", "Moved out"),
            )
        )
        cards += [
            Card(one.client, one.name, partial(value_words, roles, one.role), icon="user")
            for one in now
            if one.client != client
        ]
    return cards


def number_cards(file: ClientFile) -> list[Card]:
    """Numbers and cards, and the client number."""
    cards = [
        Card(
            f"identifier{number}",
            str(item.get("value") or ""),
            str(item.get("sort") or ""),
            icon="id-card",
        )
        for number, item in enumerate(items_of(file.fields, "identifiers"))
    ]
    code = str(file.fields.get("code") or "")
    if code and code != file.title:
        cards.insert(0, Card("code", code, Message("fields", "Client number"), icon="tag"))
    return cards


def name_cards(file: ClientFile, registry: Registry) -> list[Card]:
    """Under which other names the person may be known."""
    kind = registry["identity"].items("names").field("sort")
    cards = [
        Card(
            f"name{number}",
            str(item.get("name") or ""),
            partial(value_words, kind, item.get("sort")),
            icon="user",
        )
        for number, item in enumerate(items_of(file.fields, "names"))
    ]
    preferred = str(file.fields.get("preferred") or "")
    if preferred:
        cards.insert(
            0, Card("preferred", preferred, Message("fields", "Preferred name"), icon="user")
        )
    return cards


def fact_cards(file: ClientFile, registry: Registry) -> list[Card]:
    """What to know before meeting: the request, safety, what makes meeting easier, own fields."""
    cards = []
    looks = {
        "needs": ("message-square-text", "ink"),
        "safety": ("shield-alert", "danger"),
        "privacy_wishes": ("lock", "waits"),
    }
    for kind in (registry["client"], registry["identity"]):
        for field in kind.fields:
            value = file.fields.get(field.name)
            if value in (None, "") or field.name in _ELSEWHERE:
                continue
            icon, ink = looks.get(field.name, ("info", "ink_second"))
            cards.append(
                Card(
                    field.name,
                    partial(value_words, field, value),
                    field.label,
                    icon=icon,
                    icon_ink=ink,
                )
            )
    if file.ways:
        cards.append(
            Card(
                "ways",
                partial(said_together, file.ways),
                Message("client file", "Which ways of meeting fit"),
                icon="phone",
                icon_ink="ink_second",
            )
        )
    return sorted(cards, key=lambda card: _FIRST.index(card.key) if card.key in _FIRST else 9)


def said_together(parts: Sequence[str | Message]) -> str:
    """Facts beside one another, in the current language."""
    return joined(say(part) for part in parts)


def conflict_words(file: ClientFile, path: str, registry: Registry) -> str:
    """The values that stand in one field, with who wrote each."""
    label = file.labels.get(path)
    field = next(
        (
            one
            for kind in (registry["identity"], registry["client"])
            for one in kind.fields
            if one.name == path
        ),
        None,
    )
    values = [
        joined((value_words(field, one.value) or "…", one.author)) for one in file.contested[path]
    ]
    return say(
        Message(
            "client file",
            "{field}: different values wait for a decision. {values}",
            {"field": "" if label is None else say(label), "values": "  |  ".join(values)},
        )
    )


_CONSENT_WORDS = Message("clients", "Consent to keep a file")
_CONTACTS = {"phones": ("number", "phone"), "emails": ("address", "mail")}
_FIRST = ("safety", "privacy_wishes", "money_comfort", "ways", "needs", "access")
_ELSEWHERE = frozenset(
    {
        "given", "family", "preferred", "birth_date", "street", "unit", "place", "province",
        "postal_code", "directions", "code", "community", "language", "interpreter", "owner",
    }
)  # fmt: skip
