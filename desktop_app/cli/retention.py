"""`portage retention`: how long files are kept, and whose time is over."""

from __future__ import annotations

import argparse

from desktop_app.cli.opening import opened
from desktop_app.cli.output import Output
from desktop_app.domain.fields import EntityType, Value
from desktop_app.domain.people.retention import Rule
from desktop_app.language import Message
from desktop_app.services.erasure.retention import Retention
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation


def rules(arguments: argparse.Namespace, out: Output) -> int:
    """The rules of the organisation, by name."""
    with opened(arguments, out) as vault:
        session = vault.session
        found, places = Retention(session).rules(), _places(session)
        lines = [_in_words(session, one) for one in found]
    out.result(
        {
            "rules": [
                {
                    "id": one.id,
                    "name": one.name,
                    "since": one.since,
                    "months": one.months,
                    "action": one.action,
                    "basis": one.basis,
                    "community": places.get(one.community, ""),
                    "status": one.status,
                }
                for one in found
            ]
        },
        *lines,
    )
    return 0


def add(arguments: argparse.Namespace, out: Output) -> int:
    """A new rule; it proposes, and erases or closes nothing by itself."""
    values: dict[str, Value] = {
        "name": arguments.name,
        "since": arguments.since,
        "months": arguments.months,
        "action": arguments.action,
        "basis": arguments.basis or None,
        "keeper": arguments.keeper or None,
        "status": arguments.status or None,
    }
    with opened(arguments, out) as vault:
        if arguments.community:
            place = Organisation(vault.session).community_named(arguments.community)
            values["community"] = place.id.hex()
        made = Retention(vault.session).add_rule(values)
    out.result({"id": made}, made)
    return 0


def drop(arguments: argparse.Namespace, out: Output) -> int:
    """Delete a rule; no file changes by it."""
    with opened(arguments, out) as vault:
        Retention(vault.session).drop_rule(arguments.id)
    told = Message("cli", "The rule is deleted. No file was changed by it.")
    out.result({"dropped": arguments.id}, str(told))
    return 0


def due(arguments: argparse.Namespace, out: Output) -> int:
    """What the rules propose today, the longest over first; nothing is changed."""
    with opened(arguments, out) as vault:
        session = vault.session
        found = Retention(session).due()
        kind = session.registry["retention_rule"]
        lines = []
        for one in found:
            words = [one.client, one.name, _choice(kind, "action", one.rule.action)]
            held = Message("cli", "kept: {reason}", {"reason": one.held}) if one.held else ""
            lines.append(
                "\t".join((*words, one.rule.name, one.since.isoformat(), str(held))).rstrip()
            )
    out.result(
        {
            "due": [
                {
                    "id": one.client,
                    "name": one.name,
                    "rule": one.rule.id,
                    "rule_name": one.rule.name,
                    "action": one.rule.action,
                    "since": one.since.isoformat(),
                    "held": one.held,
                }
                for one in found
            ]
        },
        *lines,
    )
    return 0


def _in_words(session: Session, rule: Rule) -> str:
    kind = session.registry["retention_rule"]
    told = Message(
        "cli",
        "{n} month after {since}: {action}",
        {
            "since": _choice(kind, "since", rule.since),
            "action": _choice(kind, "action", rule.action),
        },
        "{n} months after {since}: {action}",
        rule.months,
    )
    return "\t".join((rule.id, rule.name, str(told)))


def _choice(kind: EntityType, field: str, value: str) -> str:
    found = (one.label for one in kind.field(field).choices if one.value == value)
    return str(next(found, value))


def _places(session: Session) -> dict[str, str]:
    return {one.id.hex(): one.name for one in Organisation(session).communities()}
