"""The room of a client's file for referrals and agreements."""
