"""The follow-up of a client: why the file is flagged, what is to be done, weak signs."""
