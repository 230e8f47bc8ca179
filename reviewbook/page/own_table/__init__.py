"""A reader's own table, checked in the page by the same Python that checks the book."""
