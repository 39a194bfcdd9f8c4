"""Work in processes of its own: a capped reader of outside files, and a writer for bulk work."""
