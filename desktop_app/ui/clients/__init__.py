"""Clients: the list, a client's file with its history, the form, and the dialogs of the file."""
