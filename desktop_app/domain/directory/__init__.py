"""The referral directory: its kinds of record, and opening hours."""
