"""What the organisation holds its workers to: messages, guidelines, receptions, reviews of files."""
