"""Who belongs to the organisation with which laptop, and what of their work counts."""
