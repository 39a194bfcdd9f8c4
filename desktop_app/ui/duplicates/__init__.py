"""Likely doubles: two files side by side, for somebody to say whether they are one person."""
