"""By what a record of a person is found again in spite of a mistake or two: keys for `blocking`."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.domain.matching.blocking import order_code
from desktop_app.domain.matching.likeness import Name, Traits


def keys_of(person: Traits) -> Iterator[tuple[str, ...]]:
    """What two records of one person are likely to share, in spite of one or two mistakes."""
    names = [name for name in (person.given, person.family, *person.other) if name.letters]
    sounds = sorted({sound for name in names for sound in _sounds(name)})
    initials = sorted({name.letters[0] for name in names})
    for index, sound in enumerate(sounds):
        for other in sounds[index + 1 :]:
            yield "names", sound, other
    post = "".join(sorted(person.postcode))
    if person.birth_digits:
        yield "birth", person.birth_digits
        digits = "".join(sorted(person.birth_digits))
        year, day = person.birth_digits[:4], "".join(sorted(person.birth_digits[4:]))
        for sound in sounds:
            yield "birth-sound", digits, sound
            yield "day-sound", day, sound
            yield "year-sound", year, sound
        for initial in initials:
            yield "birth-initial", person.birth_digits, initial
        if post:
            yield "birth-post", digits, post
    for contact in sorted(person.telephones | person.emails):
        yield "contact", contact
        for initial in initials:
            yield "contact-initial", contact, initial
    streets = _street_words(person)
    # Every village has its main street, so a street alone tells little in a large table.
    near = person.place[:3]
    for word in streets:
        for sound in sounds:
            yield "street-sound", word, sound, near
        for initial in initials:
            if post:
                yield "street-post", word, post, initial
    for sound in sounds:
        if post:
            yield "post-sound", post, sound
        if person.place:
            yield "place-sound", person.place, sound
    for number in sorted(person.numbers):
        if post:
            yield "post-number", post, number
        if person.place:
            yield "place-number", person.place, number
        for word in streets:
            for initial in initials:
                yield "street-number", word, number, initial


def _sounds(name: Name) -> Iterator[str]:
    yield name.sound
    if len(name.words) > 1:
        yield from (sound for word in name.words if len(sound := word[:5]) > 2)


def _street_words(person: Traits) -> list[str]:
    """Two slices of the street without its number, so that a slip in one leaves the other."""
    letters = "".join(letter for letter in person.street if letter.isalpha())
    return sorted({letters[:6], letters[-6:]}) if len(letters) > 5 else []


def order_of(person: Traits) -> tuple[int, int]:
    """Where a person stands by name and by birth date; see `blocking.Blocks.add`."""
    name = order_code(person.family.letters, person.given.letters)
    return name, int(person.birth_digits) if person.birth_digits else 0


def telling(person: Traits) -> tuple[str, ...]:
    """What tells a person from many who share a key: the year, and the beginnings of the names."""
    year = person.birth_digits[:4]
    return tuple(
        dict.fromkeys(
            one
            for one in (year, *(name.letters[:3] for name in (person.given, person.family)))
            if one
        )
    )
