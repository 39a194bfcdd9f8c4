"""What of an entry this release understands; the rest is kept and passed on, byte for byte.

A kind of entry, a kind of record or a field that only a newer Portage knows takes no part in what
screens show. It is counted, and takes effect when the newer Portage is installed (docs/format.md).
"""

from __future__ import annotations

from desktop_app.domain.fields import LIFE, EntityType, FieldKey, Registry
from desktop_app.sync.log import KINDS, Body

_ITEM_KEY_BYTES = 18
_OWN_FIELD_BYTES = 16


class Reading:
    """What one registry knows, looked up once for each kind of record."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._keys: dict[int, frozenset[FieldKey]] = {}

    def type_of(self, kind: int, body: Body) -> EntityType | None:
        """The kind of record that an entry is about, or None where nothing of it is understood."""
        return self._registry.by_number(body.entity_type) if kind in KINDS else None

    def is_whole(self, one: EntityType, body: Body) -> bool:
        """Whether every field that the entry sets is known."""
        known = self._keys.get(one.number)
        if known is None:
            known = self._keys[one.number] = _keys_of(one)
        for operation in body.operations:
            key = operation.key
            if key not in known and _short(key) not in known:
                return False
        return True

    def belongs(self, entity_type: int, scope: str) -> bool:
        """Whether an entry on that kind of record may stand in a scope of that kind. Rights are those to
        write in a scope: without this, whoever may write of clients could settle what the office settles.
        Of kinds that only a newer release knows nobody can tell yet."""
        one = self._registry.by_number(entity_type)
        return one is None or one.lives_in(scope)

    def understands(self, kind: int, body: Body) -> bool:
        """Whether all of an entry is understood."""
        one = self.type_of(kind, body)
        return one is not None and self.is_whole(one, body)


def _keys_of(one: EntityType) -> frozenset[FieldKey]:
    items = {
        bytes((declared.number, number))
        for declared in one.lists
        for number in (LIFE, *(field.number for field in declared.fields))
        if isinstance(number, int)
    }
    # Fields of the organisation's own may be declared by an entry that has not come yet.
    return frozenset({LIFE, b"", *(field.number for field in one.columns), *items})


def _short(key: FieldKey) -> FieldKey:
    """A key without the id of the item or of the organisation's own field."""
    if type(key) is not bytes:
        return key
    if len(key) == _ITEM_KEY_BYTES:
        return key[:1] + key[17:]
    return b"" if len(key) == _OWN_FIELD_BYTES else key
