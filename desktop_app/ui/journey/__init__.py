"""The journey of a client: a room of the file, the board of all clients, the settings."""
