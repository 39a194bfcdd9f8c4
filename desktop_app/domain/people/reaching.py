"""What a client's file says about reaching the person: money, privacy, technology.

Which ways of meeting follow from it is in `meeting_ways`.
"""

from __future__ import annotations

from typing import Final

from desktop_app.domain.fields import Choice, Field, Kind
from desktop_app.language import Message

_REACH: Final = Message("purpose", "To reach the person safely.")
_SERVE: Final = Message("purpose", "To serve the person in the way that suits them.")

REACHING: Final = (
    Field(
        26,
        "money_comfort",
        Kind.CHOICE,
        Message("fields", "Speaking about money"),
        _SERVE,
        choices=(
            Choice("easy", Message("choices", "speaks easily about it")),
            Choice("slowly", Message("choices", "rather slowly, and when asked gently")),
            Choice("written", Message("choices", "rather in writing than face to face")),
            Choice("alone", Message("choices", "only when nobody else is there")),
            Choice("not_yet", Message("choices", "not for now")),
        ),
        headings=("money comfort", "aisance à parler d'argent"),
    ),
    Field(
        27,
        "privacy_wishes",
        Kind.LONG_TEXT,
        Message("fields", "Wishes about privacy"),
        _REACH,
        review=True,
        headings=("privacy", "privacy wishes", "vie privée", "confidentialité"),
    ),
    Field(
        28,
        "device",
        Kind.CHOICE,
        Message("fields", "Device"),
        _REACH,
        choices=(
            Choice("none", Message("choices", "none")),
            Choice("landline", Message("choices", "landline telephone")),
            Choice("mobile", Message("choices", "simple mobile telephone")),
            Choice("smartphone", Message("choices", "smartphone")),
            Choice("tablet", Message("choices", "tablet")),
            Choice("computer", Message("choices", "computer")),
            Choice("shared", Message("choices", "one that is shared with others")),
        ),
        headings=("device", "appareil"),
    ),
    Field(
        29,
        "connection",
        Kind.CHOICE,
        Message("fields", "Connection"),
        _REACH,
        choices=(
            Choice("none", Message("choices", "no connection")),
            Choice("voice", Message("choices", "telephone only")),
            Choice("weak", Message("choices", "weak or dear internet")),
            Choice("elsewhere", Message("choices", "internet away from home only")),
            Choice("good", Message("choices", "good internet")),
        ),
        headings=("connection", "internet", "connexion"),
    ),
    Field(
        30,
        "skill",
        Kind.CHOICE,
        Message("fields", "Ease with technology"),
        _REACH,
        choices=(
            Choice("none", Message("choices", "does not use it")),
            Choice("help", Message("choices", "with help")),
            Choice("alone", Message("choices", "alone")),
        ),
        headings=("technology skill", "aisance avec la technologie"),
    ),
)
"""Fields of the client, numbered among those of `people.CLIENT`."""
