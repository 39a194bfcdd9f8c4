"""Appointments, the day, and the papers for both."""
