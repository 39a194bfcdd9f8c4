"""The window: the places at the left, the one search above, the state of the vault below."""
