"""The screen of the referral directory: finding, reading, keeping true, proposing."""
