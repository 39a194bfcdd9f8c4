"""The same person, or the same organisation, written down twice."""
