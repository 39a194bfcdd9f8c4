"""What matching compares of the organisations of the directory."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.domain.fields import FieldKey, Value
from desktop_app.domain.matching.matching import Pair
from desktop_app.domain.matching.organisation_matching import Organised, find_organisation_pairs
from desktop_app.services.clients.client_fields import id_in, live_items
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row


def organised(tables: Tables, session: Session) -> list[Organised]:
    """Every organisation that is shown, with the address of itself or of its first location."""
    kind, place = session.registry["organisation"], session.registry["location"]
    places: dict[bytes, Row] = {}
    for row in tables.rows.select(place, "WHERE life != 0 ORDER BY id DESC"):
        owner = id_in(row.value("organisation"))
        if owner is not None:
            places[owner] = row
    return [
        _organised(row, places.get(row.id))
        for row in tables.rows.select(kind, "WHERE life = 1 ORDER BY id")
    ]


def _organised(row: Row, place: Row | None) -> Organised:
    street, town = address_of(row)
    phones = _each(row, "phones", "number")
    if place is not None:
        elsewhere = address_of(place)
        street, town = street or elsewhere[0], town or elsewhere[1]
        phones += _each(place, "phones", "number")
    other = str(row.value("alternate_name") or "")
    web, email = str(row.value("website") or ""), str(row.value("email") or "")
    return Organised(
        row.id.hex(),
        str(row.value("name") or ""),
        (other,) if other else (),
        street,
        town,
        phones,
        (web,) if web else (),
        (email,) if email else (),
    )


def _each(row: Row, items: str, name: str) -> tuple[str, ...]:
    values: Mapping[FieldKey, Value] = row.values
    found = live_items(row.type, items, values).values()
    return tuple(str(parts[name]) for parts in found if parts.get(name))


def address_of(row: Row) -> tuple[str, str]:
    """Street and town of the first address; empty where there is none."""
    for parts in live_items(row.type, "addresses", row.values).values():
        if parts.get("street") or parts.get("place"):
            return str(parts.get("street") or ""), str(parts.get("place") or "")
    return "", ""


def pairs_of_organisations(
    tables: Tables, session: Session, progress: Progress | None = None
) -> list[Pair]:
    """Likely doubles over the whole directory."""
    step = progress or Progress.silent()
    return find_organisation_pairs(
        organised(tables, session), step=lambda done, total: step.step(done, total or None)
    )
