"""What a person types: verify, add, remove, check, diff and the others.

May use: tables, checks, ledger, statistics, charts, page and explorer.
"""
