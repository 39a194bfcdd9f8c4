"""The manual, behind F1: the files of docs/manual, read in the window and without a network."""
