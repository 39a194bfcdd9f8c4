"""Writing as people do: search folding, syllabics, dates and times in words and by place."""
