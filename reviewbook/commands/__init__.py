"""What a person types: verify, add, remove, check, diff and the others.

May use: tables, checks, ledger, guard, statistics, charts, page and explorer.
"""
