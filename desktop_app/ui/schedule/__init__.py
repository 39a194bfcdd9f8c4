"""The screen of the schedule: a week of appointments, and the form of one."""
