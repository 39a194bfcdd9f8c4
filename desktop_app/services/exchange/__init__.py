"""Bundles: what is written into them, what is taken in, where they lie and how far they came."""
