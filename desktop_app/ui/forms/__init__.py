"""Forms: filled in in a client's file, and made by the office in the settings."""
