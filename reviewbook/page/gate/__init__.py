"""The gate: no number may be typed into a book; all come from the data.

What is let through stands in ``data/numerals.csv``, each pattern with its reason.
"""
