"""What two people wrote without knowing of each other, and who decides."""
