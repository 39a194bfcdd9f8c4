"""What a worker does for a client beside notes and appointments: its kinds of record and its rules."""
