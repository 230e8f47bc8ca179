"""What a build refuses: moved verdicts, changed findings, two readings that differ.

May use: tables, checks, statistics and ledger.
"""
