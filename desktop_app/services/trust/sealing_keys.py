"""This laptop's keys for opening bundles: a new one each month, the old ones destroyed.

A bundle on a lost stick dies with the key that opens it. No key is destroyed while
nobody was seen to use a newer one, so a laptop that was away for a year still
opens what waits for it.
"""

from __future__ import annotations

from typing import Final

from desktop_app.crypto.sealing import SealingKey
from desktop_app.domain.fields import Registry
from desktop_app.services.session import SEALING_SECRETS, Session
from desktop_app.services.settled import number_settled
from desktop_app.storage.database import Tables
from desktop_app.sync.statements import HIGHEST_NUMBER, SEALING, make_sealing

DAY: Final = 24 * 60 * 60 * 1000
DAYS_OF_A_KEY: Final = 30
KEYS_KEPT: Final = 6
"""What counts where the office has settled nothing else."""

DAYS_SETTING: Final = "sealing_days"
KEPT_SETTING: Final = "sealing_keys_kept"
DAYS_MOST: Final = 365
KEPT_LEAST: Final = 2
KEPT_MOST: Final = 36

_MADE: Final = "sealing/made/"
_HEARD: Final = "sealing/heard"
_INCARNATION_BITS: Final = 16


def days_of_a_key(tables: Tables, registry: Registry) -> int:
    """For how many days a laptop's key is the newest: what the organisation says, or a month."""
    return number_settled(tables, registry, DAYS_SETTING, 1, DAYS_MOST, DAYS_OF_A_KEY)


def keys_kept(tables: Tables, registry: Registry) -> int:
    """How many keys a laptop keeps, the newest among them."""
    return number_settled(tables, registry, KEPT_SETTING, KEPT_LEAST, KEPT_MOST, KEYS_KEPT)


def renew(session: Session, tables: Tables) -> bool:
    """Make and announce a new key when it is time, and destroy those that have served.

    True when a new one was made. Called before each bundle is written.
    """
    if session.trust is None or session.trust.certificate(session.device) is None:
        return False
    numbers = _numbers(tables)
    now = session.environment.now()
    for number in numbers:
        if tables.facts.get(_made(number)) is None:
            tables.facts.set_number(_made(number), now)  # of a vault that did not count days yet
    number = _next(session, tables, numbers)
    due = _is_due(session, tables, numbers, now) and number < HIGHEST_NUMBER
    if due:
        key = SealingKey.generate()
        tables.facts.set(f"{SEALING_SECRETS}{number:06}", key.secret.encode())
        tables.facts.set_number(_made(number), now)
        numbers = [number, *numbers]
    if numbers and numbers[0] > session.trust.sealing_epoch(session.device):
        # Also when others have forgotten it, as they do of a laptop that was out for a while.
        newest = session.sealing_keys(tables)[0]
        notice = make_sealing(
            session.signing_key(tables), session.trust.organisation, numbers[0], newest.recipient
        )
        session.keep_statement(tables, SEALING, notice)
    _destroy(tables, numbers, keys_kept(tables, session.registry))
    return due


def note_used(session: Session, tables: Tables, number: int) -> None:
    """Somebody was seen to seal to the key of that number, so its elders may go."""
    own = max(_numbers(tables), default=0)
    if tables.facts.number(_HEARD) < number <= own:
        tables.facts.set_number(_HEARD, number)


def _numbers(tables: Tables) -> list[int]:
    """The numbers of the keys that are kept, newest first."""
    kept = tables.facts.starting_with(SEALING_SECRETS)
    return sorted((int(name.rpartition("/")[2]) for name in kept), reverse=True)


def _made(number: int) -> str:
    return f"{_MADE}{number:06}"


def _next(session: Session, tables: Tables, numbers: list[int]) -> int:
    """The number of the next key: above all that others may know, also after a restore."""
    announced = session.require_trust().sealing_epoch(session.device)
    restored = (tables.facts.number("incarnation", 1) - 1) << _INCARNATION_BITS
    return max(max(numbers, default=0) + 1, announced + 1, restored)


def _is_due(session: Session, tables: Tables, numbers: list[int], now: int) -> bool:
    """Whether the newest key has served its days by this laptop's own clock.

    A clock that jumps makes at most one key for each day that it shows: keys made on the same day
    hold a new one back, and keys made on a later day do not count.
    """
    newest = max(numbers, default=0)
    announced = session.require_trust().sealing_epoch(session.device)
    restored = (tables.facts.number("incarnation", 1) - 1) << _INCARNATION_BITS
    if newest < max(announced, restored):
        return True  # put back from a copy: the newest key that others know is lost
    made = [tables.facts.number(_made(number)) for number in numbers]
    if any(one // DAY == now // DAY for one in made):
        return False
    past = [one for one in made if one <= now]
    days = days_of_a_key(tables, session.registry)
    return not past or now - max(past) >= days * DAY


def _destroy(tables: Tables, numbers: list[int], kept: int) -> None:
    """Remove what lies beyond the newest keys; the database overwrites what is removed."""
    heard = tables.facts.number(_HEARD)
    for number in numbers[kept:]:
        if heard > number:
            tables.facts.remove(f"{SEALING_SECRETS}{number:06}")
            tables.facts.remove(_made(number))
