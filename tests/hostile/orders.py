"""Bundles that build on one another, to be taken in in any order."""

from __future__ import annotations

import random
from functools import cache

from desktop_app.services.session import Session
from tests.builders import Bundle, a_laptop, an_office, bundle_for, carry
from tests.hostile.laptops import copy_of, delete_person, write_person


@cache
def rounds(number: int) -> tuple[Session, tuple[Bundle, ...]]:
    """A laptop that has taken in nothing yet, and `number` bundles for it from two others.

    Each carries only what is new since the one before, as the two know that it was received: taken
    in out of order, they leave gaps. They change the same people, so that edits cross.
    """
    chance = random.Random(number)
    office = an_office()
    south = a_laptop(office, "south", "Pita Exemple")
    receiver = a_laptop(office, "north", "Maude Exemple")
    carry(south, office)
    carry(office, receiver)
    carry(receiver, office)
    carry(office, south)
    carry(south, receiver)
    carry(receiver, south)
    carry(receiver, office)
    fresh = copy_of(receiver)
    people = [write_person(office, "Ana"), write_person(office, "Bo")]
    carry(office, south)
    made: list[Bundle] = []
    for at in range(number):
        sender = (office, south)[at % 2]
        for _ in range(chance.randrange(1, 3)):
            write_person(sender, f"Ana {at}", chance.choice(people))
        if at % 5 == 3:
            people.append(write_person(sender, f"New {at}"))
            people = people[:2] if sender is south else people
        if at == number - 2:
            delete_person(sender, people[1])
        bundle = bundle_for(sender, receiver)
        made.append(bundle)
        carry_as_it_is(bundle, receiver)
        carry(receiver, sender)
        if at % 4 == 2:
            carry(office, south)
        people = people[:2]
    return fresh, tuple(made)


def carry_as_it_is(bundle: Bundle, receiver: Session) -> None:
    from desktop_app.services.exchange.exchange import Exchange

    assert Exchange(receiver).take_in(bundle).outcome == "applied"
