"""The vault as a person meets it: made, opened, checked, kept safe and put back."""
