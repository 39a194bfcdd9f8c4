"""Whether two records are the same person, or the same organisation."""
