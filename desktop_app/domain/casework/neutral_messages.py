"""Neutral words for the four situations that every reception knows, until the office has its own.

They are sentences of the program, so each language that the program speaks has them, and no other.
They are shown as what they are: not approved by the organisation yet.
"""

from __future__ import annotations

from typing import Final

from desktop_app.domain.casework.practice import AGGRESSIVE, LATE, NO_SHOW, WALK_IN
from desktop_app.language import Message

LANGUAGES: Final = ("fr", "en")
"""Those in which each of them is there."""

NEUTRAL: Final = {
    LATE: Message(
        "neutral messages",
        "Good to see you. The time that was set aside for you has begun, so we have less of it "
        "today. Let us begin with what cannot wait, and choose another time for the rest. If the "
        "way here or the hour is difficult, tell us: we will look for one that suits you better.",
    ),
    WALK_IN: Message(
        "neutral messages",
        "Welcome. Nobody is free for a long talk right now, but you have not come for nothing. Is "
        "there something that cannot wait until tomorrow? If there is, I will look at once who can "
        "help. If not, we choose a time together now, and you leave with it on paper.",
    ),
    NO_SHOW: Message(
        "neutral messages",
        "We had a time set aside for you and did not see you. We hope that you are well. Nothing is "
        "lost: call us or come by, and we will find another time. If coming is difficult, we can "
        "also speak on the telephone.",
    ),
    AGGRESSIVE: Message(
        "neutral messages",
        "I can see that this matters to you, and I want to hear it. I can only do that when we both "
        "speak calmly. Let us take a moment. If it does not work today, we stop here and we call you "
        "to go on another day; the help that you are waiting for does not end because of it.",
    ),
}
