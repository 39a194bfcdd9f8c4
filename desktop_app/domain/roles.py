"""Who may do what. Checked in services, and again for every entry that a bundle brings."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from desktop_app.domain.fields import Scope
from desktop_app.language import Message


class Role(StrEnum):
    """What a person or a laptop is there for."""

    OFFICE = "office"
    COORDINATOR = "coordinator"
    WORKER = "worker"
    READER = "reader"
    CARRIER = "carrier"


ROLE_NAMES: Final = {
    Role.OFFICE: Message("roles", "office"),
    Role.COORDINATOR: Message("roles", "coordinator"),
    Role.WORKER: Message("roles", "worker"),
    Role.READER: Message("roles", "reader"),
    Role.CARRIER: Message("roles", "carrier"),
}

_WRITES: Final[dict[Role, frozenset[Scope]]] = {
    Role.OFFICE: frozenset(Scope),
    Role.COORDINATOR: frozenset({Scope.CASES, Scope.NAMES}),
    Role.WORKER: frozenset({Scope.CASES, Scope.NAMES}),
    Role.READER: frozenset(),
    Role.CARRIER: frozenset(),
}


def may_write(role: Role, scope: Scope) -> bool:
    """Whether that role may change records of such a scope; which communities is asked apart."""
    return scope in _WRITES[role]


def may_enrol(role: Role) -> bool:
    """Whether that role may let laptops and people in."""
    return role is Role.OFFICE
