"""What a meeting costs the person and how they like to be met, said while it is booked; free of Qt."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.domain.fields import Value
from desktop_app.domain.words.calendar_words import money
from desktop_app.language import Message, language_name
from desktop_app.services.schedule.visit_papers import mode_words

DOT = " · "


def person_facts(fields: Mapping[str, Value]) -> str:
    """The facts of a file that matter for booking, in one line; "" where nothing is known.

    fields: of the client, by path. Money is in cents.
    """
    parts: list[str] = []
    if fields.get("mode"):
        mode = {"mode": mode_words(str(fields["mode"]))}
        parts.append(str(Message("schedule", "prefers to meet {mode}", mode)))
    language = str(fields.get("language") or "")
    if fields.get("interpreter") is True:
        name = {"language": language_name(language) if language else "?"}
        parts.append(str(Message("schedule", "interpreter: {language}", name)))
    minutes = fields.get("travel_minutes")
    if isinstance(minutes, int) and minutes:
        words = Message(
            "schedule", "{n} minute to come here", {}, "{n} minutes to come here", minutes
        )
        parts.append(str(words))
    cents = fields.get("travel_cost")
    if isinstance(cents, int) and cents:
        parts.append(str(Message("schedule", "travel costs {amount}", {"amount": money(cents)})))
    if fields.get("child_care"):
        care = {"whom": str(fields["child_care"])}
        parts.append(str(Message("schedule", "to be cared for meanwhile: {whom}", care)))
    if fields.get("access"):
        parts.append(" ".join(str(fields["access"]).split()))
    return DOT.join(parts)
