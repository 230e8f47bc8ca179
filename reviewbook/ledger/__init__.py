"""Every printed number with its verdict, the faults, and how a number is quoted.

May use: tables, checks and statistics.
"""
