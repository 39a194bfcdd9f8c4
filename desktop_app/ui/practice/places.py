"""Where the window shows something of practice."""

from typing import Final

MESSAGES: Final = "messages"
"""The place of the window that shows the agreed messages; its detail is `client/message`."""
