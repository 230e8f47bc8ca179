"""The names a programmer calls, told from their docstrings."""
