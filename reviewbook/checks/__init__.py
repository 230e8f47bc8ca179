"""Whether a printed number can be right: one check a question, on plain values.

May use: tables.
"""
