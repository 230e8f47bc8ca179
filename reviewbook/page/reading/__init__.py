"""What helps to read a page: certainty in a word, terms explained, the way from old addresses."""
