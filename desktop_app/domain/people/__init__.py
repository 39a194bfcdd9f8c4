"""The people who are helped: what is kept about them, and for how long."""
