"""Rows of text out of files, with nothing but the standard library."""
