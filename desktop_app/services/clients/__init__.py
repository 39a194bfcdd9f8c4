"""The people who are helped: their file, its fields and lines, what is shown of it to whom."""
