"""The screen of today: appointments, what waits, what is left to share."""
