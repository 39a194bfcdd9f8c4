"""Taking a bundle back: what it made goes, what it changed is as before, the rest is left."""

from __future__ import annotations

import random

import pytest

from desktop_app.domain.errors import Cancelled
from desktop_app.domain.fields import LIFE, LIVE, Value
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.exchange.bundle_undo import BundleUndo, NoSuchImport, NotUndone
from desktop_app.services.exchange.bundle_words import undone_words
from desktop_app.services.exchange.exchange import APPLIED, Exchange
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.tables.import_undo import AlreadyUndone
from desktop_app.sync.merge import same
from tests.builders import a_client, a_laptop, an_office, bundle_for, swap

Live = dict[tuple[str, str, int], dict[str, Value]]


def live_values(session: Session) -> tuple[Live, set[tuple[object, ...]]]:
    """Every shown record with what it says, and what waits for a decision."""
    found: Live = {}
    with session.database.reading() as tables:
        for kind in session.registry:
            for row in tables.rows.select(kind, "WHERE life = 1"):
                found[kind.name, row.id.hex(), row.scope] = {
                    str(key): value
                    for key, value in row.values.items()
                    if value is not None and not _kept_item(key, value)
                }
        return found, {(*one[:2], str(one[3])) for one in tables.rows.reviews()}


def _kept_item(key: int | bytes, value: Value) -> bool:
    return isinstance(key, bytes) and len(key) == 18 and key[17] == LIFE and value == LIVE


def sound(session: Session) -> None:
    """Every row is what the log says."""
    with session.database.reading() as tables:
        for kind in session.registry:
            for row in tables.rows.select(kind, ""):
                folded = {
                    (one.number, scope): state for one, scope, state in tables.rows.folded(row.id)
                }
                assert same(row.state, folded[kind.number, row.scope])


def pair() -> tuple[Session, Session, list[str]]:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    ids = [a_client(office, f"Ana {number}", telephone="819 555-0100") for number in range(4)]
    swap(office, north)
    return office, north, ids


def take(north: Session, office: Session) -> bytes:
    imported = Exchange(office).take_in(bundle_for(north, office), accept_mass_change=True)
    assert imported.outcome == APPLIED
    return imported.bundle


def test_what_a_bundle_made_and_changed_is_taken_back_and_brought_in_again() -> None:
    office, north, ids = pair()
    before = live_values(office)
    a_client(north, "Béa", note="Relevé demandé.")
    Clients(north).set(ids[0], {"family": "Autre", "telephone": "819 555-0111"})
    Clients(north).add_note(ids[1], "Vue au marché.", "2026-03-02")
    Clients(north).delete(ids[2])
    bundle = take(north, office)
    after = live_values(office)
    assert after != before
    done = Exchange(office).undo(bundle)
    assert (done.deleted, done.restored, done.kept) == (3, 2, ())
    assert [str(one) for one in undone_words(done, again=False)] == [
        "Taken back.",
        "Deleted: 1 person, 2 notes.",
        "As before: 2 people.",
    ]
    assert live_values(office) == before
    with pytest.raises(AlreadyUndone):
        Exchange(office).undo(bundle)
    assert Exchange(office).undo(bundle, again=True).kept == ()
    assert live_values(office) == after
    with pytest.raises(NotUndone):
        Exchange(office).undo(bundle, again=True)
    assert Exchange(office).undo(bundle).kept == ()
    assert live_values(office) == before
    swap(office, north)
    assert live_values(north) == before
    sound(office)


def test_what_was_changed_since_stays_and_is_listed() -> None:
    office, north, ids = pair()
    fresh = a_client(north, "Béa", note="Relevé demandé.")
    noted = a_client(north, "Cléo")
    a_client(north, "Dina")
    Clients(north).set(ids[0], {"family": "Autre", "pronouns": "elle"})
    bundle = take(north, office)
    Clients(office).set(fresh, {"pronouns": "elle"})
    Clients(office).add_note(noted, "Passée au bureau.", "2026-03-02")
    Clients(office).set(ids[0], {"family": "Encore"})
    done = Exchange(office).undo(bundle)
    called = {one.title for one in done.kept}
    assert called == {"Béa Exemple", "Cléo Exemple", "Ana 0 Encore"}
    shown = {line.name for line in Clients(office).page()}
    assert {"Béa Exemple", "Cléo Exemple", "Ana 0 Encore"} <= shown
    assert "Dina Exemple" not in shown
    fields = Clients(office).show(ids[0]).fields
    assert (fields["family"], fields.get("pronouns")) == ("Encore", None)


def test_what_another_bundle_changed_since_stays_too() -> None:
    office, north, ids = pair()
    south = a_laptop(office, "south", "Pita Exemple")
    Clients(north).set(ids[0], {"family": "Autre"})
    bundle = take(north, office)
    swap(office, south)
    Clients(south).set(ids[0], {"family": "Sud"})
    take(south, office)
    done = Exchange(office).undo(bundle)
    assert (done.deleted, done.restored) == (0, 0)
    assert Clients(office).show(ids[0]).fields["family"] == "Sud"


def test_a_bundle_that_never_came_or_that_was_cancelled_leaves_everything() -> None:
    office, north, ids = pair()
    with pytest.raises(NoSuchImport):
        Exchange(office).undo(bytes(16))
    Clients(north).set(ids[0], {"family": "Autre"})
    bundle = take(north, office)
    before = live_values(office)

    progress = Progress.silent()
    progress.cancel()
    with pytest.raises(Cancelled):
        Exchange(office).undo(bundle, progress)
    assert live_values(office) == before


def test_an_undo_that_forgets_lives_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    office, north, ids = pair()
    before = live_values(office)
    Clients(north).delete(ids[0])
    bundle = take(north, office)
    monkeypatch.setattr(BundleUndo, "_set_life_back", lambda self, work, one, before: False)
    Exchange(office).undo(bundle)
    assert live_values(office) != before


def act(session: Session, chance: random.Random, ids: list[str]) -> None:
    """One thing that a person may do, on whatever is shown here."""
    clients = Clients(session)
    one = chance.choice(ids)
    word = f"w{chance.randrange(100)}"
    match chance.randrange(8):
        case 0:
            ids.append(a_client(session, word, note=word))
        case 1 | 2:
            clients.set(one, {chance.choice(["family", "preferred", "street"]): word})
        case 3:
            clients.set(one, {"telephone": f"819 555-{chance.randrange(1000, 9999)}"})
        case 4:
            clients.add_note(one, word, "2026-03-02")
        case 5:
            clients.delete(one)
        case 6:
            clients.restore(one)
        case 7:
            waiting = Conflicts(session).list()
            if waiting:
                Conflicts(session).resolve(chance.choice(waiting).id, index=chance.randrange(2))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_undo_right_after_an_import_gives_what_was_shown_before(seed: int) -> None:
    office, north, known = pair()
    chance = random.Random(seed)
    ids = {id(office): list(known), id(north): list(known)}
    for _ in range(12):
        for session in (office, north):
            for _ in range(chance.randrange(1, 5)):
                try:
                    act(session, chance, ids[id(session)])
                except (LookupError, ValueError):
                    raise
                except Exception as fault:
                    if getattr(fault, "code", "") not in ("not_here", "no_such_conflict"):
                        raise
        before = live_values(office)
        bundle = take(north, office)
        after = live_values(office)
        assert Exchange(office).undo(bundle).kept == ()
        assert live_values(office) == before
        assert Exchange(office).undo(bundle, again=True).kept == ()
        assert live_values(office) == after
        swap(office, north)
        assert live_values(north) == live_values(office)
        with office.database.reading() as tables:
            shown = [row.id.hex() for row in tables.rows.select(office.registry["client"], "")]
        ids = {id(office): list(shown), id(north): list(shown)}
    sound(office)
