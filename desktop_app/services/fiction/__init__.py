"""People and services that do not exist, for trying the program out and for testing it.

Everything follows from a seed and a date, so the same fiction can be made again anywhere. The
places are real; the people are plainly not: family names say that they are examples, telephone
numbers lie in the range kept for fiction, addresses end in `.example`. `demo` makes a vault of it.
"""

from desktop_app.services.fiction.damage import DAMAGES, Damaged, damage
from desktop_app.services.fiction.directory import referral_directory
from desktop_app.services.fiction.follow_up import follow_up, referrals
from desktop_app.services.fiction.forms import filled_forms, form_id, forms
from desktop_app.services.fiction.journeys import journeys
from desktop_app.services.fiction.people import (
    FictionalClient,
    appointments,
    clients,
    longest_names,
)
from desktop_app.services.fiction.places import PLACES, Place, communities
from desktop_app.services.fiction.practice import practice_texts, team_matters
from desktop_app.services.fiction.record import FictionalRecord

__all__ = [
    "DAMAGES",
    "PLACES",
    "Damaged",
    "FictionalClient",
    "FictionalRecord",
    "Place",
    "appointments",
    "clients",
    "communities",
    "damage",
    "filled_forms",
    "follow_up",
    "form_id",
    "forms",
    "journeys",
    "longest_names",
    "practice_texts",
    "referral_directory",
    "referrals",
    "team_matters",
]
