"""The directory as the screen says it: openings, verification, the facts of an entry; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from desktop_app.domain.directory.opening import OpenState
from desktop_app.domain.fields import EntityType, Value
from desktop_app.domain.own_fields import own_facts
from desktop_app.domain.record_values import Item
from desktop_app.domain.words.calendar_words import short_date, short_weekday_name, time_of_day
from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import LANGUAGES, Message, language_name
from desktop_app.services.directory.directory_entries import DirectoryEntry, PlaceEntry, ServiceLine
from desktop_app.services.directory.proposals import DECLINED, TAKEN, WAITING, ProposalLine

DOT: Final = " · "
_WEEK: Final = timedelta(days=7)
_CODES: Final = frozenset(row.code for row in LANGUAGES)

Said = Message | str | Callable[[], str]


@dataclass(frozen=True, slots=True)
class Sign:
    """A state in a word, a shape and a colour. tone: one of the states of a sign."""

    tone: str
    words: Message
    icon: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to know. title: bold; text: under it, may be empty."""

    title: Said
    text: Said = ""


def joined(parts: Iterable[str]) -> str:
    """Facts beside one another; those that are empty are left out."""
    return DOT.join(part for part in parts if part)


def open_sign(
    state: OpenState | None,
    now: datetime,
    zone: str,
    here: str = "",
    places: tuple[int, int] = (0, 0),
) -> Sign:
    """Whether it is open. now: aware. zone: on whose clock the times are said.

    here: the clock of whoever reads; where it shows another time, that is said too. places: at how
    many it is open, and how many there are; where only some are, that alone is said.
    """
    open_places, all_places = places
    if state is not None and state.open and open_places < all_places:
        return Sign(
            "info",
            Message(
                "directory",
                "open in {open} of {all} places",
                {"open": open_places, "all": all_places},
            ),
            "clock",
        )
    if state is None or state.open is None:
        return Sign("neutral", Message("directory", "hours not known"), "circle-help")
    if state.open:
        if state.until is None:
            return Sign("done", Message("directory", "open now, day and night"), "circle-check")
        until = _said_time(state.until, now, zone, here)
        return Sign(
            "done",
            Message("directory", "open now until {time}", {"time": until}),
            "circle-check",
        )
    if state.next_opening is None:
        return Sign("neutral", Message("directory", "closed"), "clock")
    opens = _said_time(state.next_opening, now, zone, here)
    return Sign("neutral", Message("directory", "closed until {time}", {"time": opens}), "clock")


@dataclass(frozen=True, slots=True)
class _Moment:
    """A time of today, with the day of another day, in the language of whoever reads."""

    at: datetime
    today: datetime

    def __str__(self) -> str:
        time = time_of_day(self.at)
        if self.at.date() == self.today.date():
            return time
        if self.at - self.today < _WEEK:
            return f"{short_weekday_name(self.at.weekday())} {time}"
        return f"{short_date(self.at.date())} {time}"


def _moment(at: datetime, now: datetime, *, clock_of: str) -> _Moment:
    clock = zone_or_utc(clock_of)
    return _Moment(at.astimezone(clock), now.astimezone(clock))


def _said_time(at: datetime, now: datetime, zone: str, here: str) -> _Moment | Message:
    """A time by the clock of a place, and by the reader's own where that shows another."""
    there = _moment(at, now, clock_of=zone)
    own = _moment(at, now, clock_of=here or zone)
    if there.at.utcoffset() == own.at.utcoffset():
        return there
    return Message("directory", "{time} there, {here} here", {"time": there, "here": own})


def place_counts(entry: DirectoryEntry) -> tuple[int, int]:
    """At how many of its places an entry is open now, and how many places it has."""
    states = [one.open for one in entry.locations]
    return sum(one is not None and one.open is True for one in states), len(states)


def entry_open_sign(entry: DirectoryEntry, now: datetime, here: str) -> Sign:
    """Whether it is open, by the clock of the place that opens or closes next."""
    zone = entry.time_zone or here
    for place in entry.locations:
        at = place.open
        if at is None or entry.open is None:
            continue
        if (at.until or at.next_opening) == (entry.open.until or entry.open.next_opening):
            zone = place.time_zone or here
            break
    return open_sign(entry.open, now, zone, here, place_counts(entry))


def verified_sign(verified_on: str, *, stale: bool) -> Sign:
    """When an entry was last verified; after long it may no longer be true."""
    if not verified_on:
        return Sign("waits", Message("directory", "never verified"), "circle-dashed")
    words = Message("directory", "verified {date}", {"date": verified_on})
    if stale:
        return Sign("waits", words, "clock")
    return Sign("info", words, "circle-check")


def verified_cell(line: ServiceLine) -> str:
    """The same for a column whose heading says what it is."""
    return line.verified_on or str(Message("directory", "never verified"))


_PROPOSAL_SIGNS: Final = {
    WAITING: Sign("waits", Message("directory", "waiting"), "clock"),
    TAKEN: Sign("done", Message("directory", "taken"), "circle-check"),
    DECLINED: Sign("neutral", Message("directory", "declined"), "minus"),
}


def proposal_sign(line: ProposalLine) -> Sign:
    """How a proposal stands."""
    return _PROPOSAL_SIGNS.get(line.state, _PROPOSAL_SIGNS[WAITING])


def line_name(line: ServiceLine) -> str:
    """The name of an entry, its organisation's where it has none."""
    return line.name or line.organisation


def language_words(spoken: str) -> str:
    """A language as it was written, or the name of its code."""
    return language_name(spoken) if spoken in _CODES else spoken


def moment(milliseconds: int) -> datetime:
    """A moment in UTC from its milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


# An entry


def head_facts(entry: DirectoryEntry) -> str:
    """Whose it is and where."""
    towns = dict.fromkeys(place.town for place in entry.locations if place.town)
    owner = "" if entry.organisation is None else entry.organisation.name
    return joined((owner, ", ".join(towns)))


_LONG_TEXTS: Final = (
    ("description", Message("directory", "What it does")),
    ("how_to_apply", Message("directory", "How to apply")),
    ("wait_time", Message("directory", "Waiting time")),
    ("interpretation", Message("directory", "Interpretation offered")),
    ("transportation", Message("directory", "How to get there")),
)


def service_facts(entry: DirectoryEntry) -> tuple[Fact, ...]:
    """Who can have it, what it costs, what it does."""
    facts = []
    if entry.eligibility:
        facts.append(
            Fact(Message("directory", "Who can have it"), lambda: _lines(entry.eligibility))
        )
    if entry.costs:
        facts.append(Fact(Message("directory", "Cost"), lambda: _lines(entry.costs)))
    for name, title in _LONG_TEXTS:
        text = entry.fields.get(name)
        if isinstance(text, str) and text.strip():
            facts.append(Fact(title, text))
    if entry.languages:
        facts.append(Fact(Message("directory", "Languages"), lambda: languages_of(entry)))
    return tuple(facts)


def own_fact_lines(kind: EntityType, entry: DirectoryEntry) -> tuple[Fact, ...]:
    """What stands in the fields that the organisation added to such an entry."""
    return tuple(
        Fact(one.label, partial(str, one))
        for one in own_facts(kind, entry.fields)
        if one.value not in (None, "")
    )


def languages_of(entry: DirectoryEntry) -> str:
    """The languages, by their names."""
    return ", ".join(language_words(one) for one in entry.languages)


def contact_facts(entry: DirectoryEntry) -> tuple[Fact, ...]:
    """People to ask for, each with a way to reach them."""
    people = (
        *entry.items.get("contacts", ()),
        *(one for place in entry.locations for one in place.contacts),
    )
    return tuple(
        Fact(
            one.text("name") or one.text("title"),
            joined(
                (
                    one.text("title") if one.text("name") else "",
                    one.text("department"),
                    one.text("telephone"),
                    one.text("email"),
                )
            ),
        )
        for one in people
        if one.text("name") or one.text("title")
    )


def telephone_facts(entry: DirectoryEntry) -> tuple[Fact, ...]:
    """Numbers, e-mail and web site."""
    facts = [_telephone(one) for one in entry.items.get("phones", ()) if one.text("number")]
    for name, title in (
        ("email", Message("fields", "E-mail")),
        ("website", Message("fields", "Web site")),
    ):
        value = entry.fields.get(name)
        if isinstance(value, str) and value:
            facts.append(Fact(value, title))
    return tuple(facts)


def _telephone(one: Item) -> Fact:
    number = one.text("number")
    if one.text("extension"):
        return Fact(
            Message(
                "directory",
                "{number}, extension {extension}",
                {"number": number, "extension": one.text("extension")},
            ),
            joined((one.text("description"), one.text("languages"))),
        )
    return Fact(number, joined((one.text("description"), one.text("languages"))))


def place_facts(entry: DirectoryEntry, now: datetime, here: str) -> tuple[Fact, ...]:
    """Each location: its address, telephone, openness, accessibility and way."""
    return tuple(
        Fact(place.name or place.town, partial(_place, place, now, here, len(entry.locations)))
        for place in entry.locations
    )


def _place(place: PlaceEntry, now: datetime, here: str, many: int) -> str:
    numbers = [one.text("number") for one in place.telephones]
    lines = [*place.address, joined(numbers), place.description]
    if many > 1 and place.open is not None:
        lines.append(str(open_sign(place.open, now, place.time_zone or here, here).words))
    lines += [place.transportation]
    if place.accessibility:
        lines.append(
            str(
                Message(
                    "directory",
                    "Accessibility: {what}",
                    {"what": ", ".join(place.accessibility)},
                )
            )
        )
    return "\n".join(line for line in lines if line)


def accessibility_facts(entry: DirectoryEntry) -> tuple[Fact, ...]:
    """What helps people who cannot see, hear or walk well."""
    return tuple(
        Fact(one.text("description"), one.text("details"))
        for one in entry.items.get("accessibility", ())
        if one.text("description")
    )


def _lines(told: Iterable[Message | str]) -> str:
    return "\n".join(str(one) for one in told)


def paths_of(entry: DirectoryEntry) -> dict[str, Value]:
    """What stands in an entry, by the paths of its fields."""
    values: dict[str, Value] = dict(entry.fields)
    for name, items in entry.items.items():
        for item in items:
            values |= {f"{name}/{item.id}/{field}": value for field, value in item.values.items()}
    return values
