"""Forms and fields that the organisation makes itself: defining, publishing and filling them in."""
