"""The referral directory, and proposals for it."""
