"""What two people wrote apart from each other, value beside value, for somebody to decide."""
