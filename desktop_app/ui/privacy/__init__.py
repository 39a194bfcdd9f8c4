"""How a file is guarded: consents, who looked, codes; and the page that a person reads themself."""
