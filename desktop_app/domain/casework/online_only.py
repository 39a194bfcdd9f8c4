"""Services that can be had in no other way than on the web: many people cannot use them alone."""

from __future__ import annotations

from desktop_app.language import Message


def online_only(web: bool, telephone: bool, place: bool) -> bool:
    """Whether a service can be reached on the web, by no telephone and at no place.

    web: it has a web site or an e-mail address. A service of which nothing is known is not online
    only: its entry is unfinished.
    """
    return web and not telephone and not place


def warning(reason: str) -> Message | None:
    """What is said of such a service until somebody writes why it cannot be otherwise."""
    if reason.strip():
        return None
    return Message(
        "directory",
        "This service is offered online only. Add a telephone or a place where people can go, or "
        "write why there is none.",
    )
