"""What is erased, how long files are kept, and the register of incidents."""
