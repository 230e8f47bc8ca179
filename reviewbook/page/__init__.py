"""What a reader sees: tables, figures, claims and the ledger on a page, and the build.

May use: tables, checks, ledger, statistics and charts.
"""
