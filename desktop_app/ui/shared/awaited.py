"""What a room shows of one client, as far as it has come; free of Qt.

A room is asked for a dialog in the moment in which it is opened: from the menu of the file, or from
the list of what was not saved. What the dialog offers (goals, papers, members of a household) is
that client's, never what the room showed before of somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Content = TypeVar("Content")


class Awaited(Generic[Content]):
    """content: of the client that was asked for last; None until it has come."""

    def __init__(self) -> None:
        self.content: Content | None = None
        self._client = ""
        self._waiting: Callable[[], None] | None = None

    def begin(self, client: str) -> None:
        """This client's is asked for; that of another one does not count any more."""
        if client != self._client:
            self._client, self.content, self._waiting = client, None, None

    def come(self, client: str, content: Content, show: Callable[[Content], None]) -> None:
        """It has come: it is shown, and what waited for it is done. That of another client is dropped."""
        if client != self._client:
            return
        self.content = content
        show(content)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def then(self, act: Callable[[], None]) -> None:
        """Do this as soon as it has come; at once where it has. Only the last such wish counts."""
        if self.content is None:
            self._waiting = act
        else:
            act()
