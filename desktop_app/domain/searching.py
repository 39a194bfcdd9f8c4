"""What the one search finds a record by, and in which order lists stand."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.domain.fields import EntityType, FieldKey, Kind, Value, declared_field
from desktop_app.domain.folding import digits_of, fold, search_forms


def search_text(entity: EntityType, values: Mapping[FieldKey, Value]) -> str:
    """The words under which a record is indexed, folded; empty when nothing of it is searched.

    Names in every folded form, telephones by their digits and their last four, birth dates with
    and without hyphens (design, settled 10).
    """
    words: list[str] = []
    texts: list[str] = []
    for key, value in values.items():
        if type(value) is not str or not value:
            continue
        field = declared_field(entity, key)
        if field is None or not field.searchable:
            continue
        if field.kind is Kind.TELEPHONE:
            digits = digits_of(value)
            words += (digits, digits[-10:], digits[-7:], digits[-4:])
        elif field.kind in (Kind.PARTIAL_DATE, Kind.DATE):
            bare = value.lstrip("~")
            words += (bare.replace("-", " "), bare.replace("-", ""))
        else:
            texts.append(value)
    if texts:
        # One call for all of them: every word then stands in every form.
        words.extend(search_forms(" ".join(texts)))
    return " ".join(dict.fromkeys(word for word in words if word))


def sort_text(entity: EntityType, values: Mapping[FieldKey, Value]) -> str:
    """The folded text by which lists are ordered: family name first, otherwise the title."""
    parts = []
    names = ("family", "given", "preferred") if entity.name == "identity" else entity.title
    for name in names:
        value = values.get(entity.field(name).number)
        if isinstance(value, str) and value:
            parts.append(value[:120])
    return fold(" ".join(parts))
