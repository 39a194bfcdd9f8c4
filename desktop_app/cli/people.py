"""`portage people`: who works here, and taking rights away."""

from __future__ import annotations

import argparse

from desktop_app.cli.opening import opened
from desktop_app.cli.output import Output
from desktop_app.domain.roles import ROLE_NAMES, Role
from desktop_app.language import Message
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.rights import Rights


def show(arguments: argparse.Namespace, out: Output) -> int:
    """Everybody who works here, with role and communities."""
    with opened(arguments, out) as vault:
        people = Rights(vault.session).people()
        names = {one.id: one.name for one in Organisation(vault.session).communities()}
    lines = [(one, [names[place] for place in one.communities if place in names]) for one in people]
    out.result(
        {
            "people": [
                {"name": one.name, "role": one.role.value, "communities": places}
                for one, places in lines
            ]
        },
        *(f"{one.name}\t{ROLE_NAMES[one.role]}\t{', '.join(places)}" for one, places in lines),
    )
    return 0


def remove(arguments: argparse.Namespace, out: Output) -> int:
    """Somebody works here no more."""
    with opened(arguments, out) as vault:
        rights = Rights(vault.session)
        person = rights.person_named(arguments.name)
        rights.remove_person(person.id)
    told = Message(
        "cli",
        "{name} works here no more. What {name} wrote until now stays; the laptops learn it from your next bundles.",
        {"name": person.name},
    )
    out.result({"removed": person.name}, str(told))
    return 0


def change(arguments: argparse.Namespace, out: Output) -> int:
    """Another role or other communities for somebody."""
    with opened(arguments, out) as vault:
        organisation, rights = Organisation(vault.session), Rights(vault.session)
        person = rights.person_named(arguments.name)
        places = [organisation.community_named(name).id for name in arguments.community]
        rights.change_person(person.id, Role(arguments.role), places, arguments.called)
    told = Message("cli", "The rights of {name} are changed.", {"name": person.name})
    out.result({"changed": person.name, "role": arguments.role}, str(told))
    return 0
