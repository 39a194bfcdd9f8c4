"""The room of the settings for tables: people from a workbook, with a rehearsal and a way back."""

from desktop_app.ui.tables.build import build

__all__ = ["build"]
