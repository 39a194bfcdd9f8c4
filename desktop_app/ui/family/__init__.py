"""The room of a client's file for family: who is what to whom, who lives together, moving house."""

from desktop_app.ui.family.build import build

__all__ = ["build"]
