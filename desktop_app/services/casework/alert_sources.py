"""Where warnings get their facts from, subject by subject: partners, applications, stages.

A subject that others have to answer adds a function to `AWAITED`, and its silence is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from desktop_app.domain.casework.alerts import Awaited, Ending
from desktop_app.domain.casework.applications import days_late, is_over, standing, steps_of
from desktop_app.domain.casework.documents import IN_HAND, SENT
from desktop_app.domain.casework.journey_rules import BUILT_IN, current_span, spans_of
from desktop_app.domain.casework.journey_rules import standing as standing_in
from desktop_app.domain.casework.referrals import AWAITED as REFERRAL_AWAITED
from desktop_app.domain.fields import EntityType
from desktop_app.domain.record_values import items_by_list
from desktop_app.domain.words.folding import fold
from desktop_app.services.casework.documents import in_language, read_lists
from desktop_app.services.casework.programs import Programs
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import moment_of

Source = Callable[[Tables, Session, Sequence[str]], Iterable[tuple[str, Awaited]]]

_CHUNK: Final = 400


def rows_about(
    tables: Tables, kind: EntityType, clients: Sequence[str], further: str = ""
) -> Iterator[Row]:
    """The shown records of one kind about these clients, by id. further: more SQL, our text only."""
    for at in range(0, len(clients), _CHUNK):
        part = tuple(clients[at : at + _CHUNK])
        places = ", ".join("?" * len(part))
        clause = f"WHERE life = 1 AND f_client IN ({places}) {further} ORDER BY id"
        yield from tables.rows.select(kind, clause, part)


def day_of(value: object) -> date | None:
    """The day that a value means; None where it means none: others may have written anything."""
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _partners(
    tables: Tables, session: Session, clients: Sequence[str]
) -> Iterator[tuple[str, Awaited]]:
    """What a partner has taken on and not done by its day."""
    still = "AND f_by = 'partner' AND f_done_on IS NULL AND f_dismissed_on IS NULL"
    for row in rows_about(tables, session.registry["task"], clients, still):
        since = day_of(row.value("due_on"))
        if since is None and row.state.created is not None:
            since = moment_of(row.state.created[0]).date()
        if since is not None:
            name = str(row.value("title") or "")
            yield str(row.value("client")), Awaited(row.id.hex(), name, since)


def _applications(
    tables: Tables, session: Session, clients: Sequence[str]
) -> Iterator[tuple[str, Awaited]]:
    """Applications whose answer is later than was promised, or than is usual."""
    kind, today = session.registry["application"], today_of(session)
    for row in rows_about(tables, kind, clients):
        items = {one.id: one.values for one in items_by_list(kind, row.values).get("states", ())}
        now = standing(steps_of(items))
        since = day_of(now.on)
        if since is None or is_over(now.state, str(row.value("outcome") or "")):
            continue
        if days_late(now, str(row.value("answer_by") or ""), 0, today):
            name = str(row.value("other") or "") or kind.label
            yield str(row.value("client")), Awaited(row.id.hex(), name, since)


def documents_ending(
    tables: Tables, session: Session, clients: Sequence[str]
) -> Iterator[tuple[str, Ending]]:
    """Papers with a last day that a client has or that were sent on, by the name in the language of
    the screen; of the same paper only the one that lasts longest, for it was renewed."""
    latest: dict[tuple[str, str], Ending] = {}
    items = {item.id: item for line in read_lists(tables, session) for item in line.items}
    held = f"AND f_expires_on IS NOT NULL AND f_state IN ('{IN_HAND}', '{SENT}')"
    for row in rows_about(tables, session.registry["document"], clients, held):
        ends = day_of(row.value("expires_on"))
        if ends is None:
            continue
        name = str(row.value("name") or "")
        item = items.get(str(row.value("item") or ""))
        if item is not None:
            name = in_language(item.text("name_en"), item.text("name_fr")) or name
        about = str(row.value("client")), fold(name)
        known = latest.get(about)
        if known is None or known.ends < ends:
            latest[about] = Ending(row.id.hex(), name, ends)
    for (client, _), ending in latest.items():
        yield client, ending


def agreements_ending(
    tables: Tables, session: Session, clients: Sequence[str]
) -> Iterator[tuple[str, Ending]]:
    """Agreements that nobody has ended, with what has to be done before their last day."""
    kind = session.registry["agreement"]
    for row in rows_about(tables, kind, clients, "AND f_ended_on IS NULL"):
        ends = day_of(row.value("until"))
        if ends is not None:
            name, to_do = (str(row.value(one) or "") for one in ("name", "to_do"))
            yield str(row.value("client")), Ending(row.id.hex(), name, ends, to_do)


def _referrals(
    tables: Tables, session: Session, clients: Sequence[str]
) -> Iterator[tuple[str, Awaited]]:
    """Referrals of which somebody else has to be heard: since they were sent, or since the last news."""
    for row in rows_about(tables, session.registry["referral"], clients):
        since = day_of(row.value("news_on")) or day_of(row.value("sent_on"))
        if since is not None and row.value("state") in REFERRAL_AWAITED:
            name = str(row.value("to_name") or "")
            yield str(row.value("client")), Awaited(row.id.hex(), name, since)


def stuck_in(
    tables: Tables, session: Session, clients: Sequence[str]
) -> Iterator[tuple[str, Awaited]]:
    """Journeys that are longer in a stage than their program allows."""
    kind, today = session.registry["case"], today_of(session)
    programs = {one.id: one for one in Programs(session).programs(tables, even_closed=True)}
    for row in rows_about(tables, kind, clients, "AND f_closed_on IS NULL"):
        program = programs.get(str(row.value("program") or ""), BUILT_IN)
        stage = str(row.value("stage") or "")
        items = {one.id: one.values for one in items_by_list(kind, row.values).get("spans", ())}
        span = current_span(stage, spans_of(items))
        since = span.entered_on if span is not None else str(row.value("opened_on") or "")
        entered, known = day_of(since), program.stage(stage)
        if entered is None or known is None:
            continue
        if standing_in(program, stage, since, today).stuck:
            yield (
                str(row.value("client")),
                Awaited(f"{row.id.hex()}:{stage}", str(known.name), entered),
            )


AWAITED: Final[tuple[Source, ...]] = (_partners, _applications, _referrals)
"""What others have to answer: each gives (client, what is awaited)."""
