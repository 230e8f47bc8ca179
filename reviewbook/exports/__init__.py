"""What leaves a book as data: tables and results in one package, FHIR resources, a feed.

May use: explorer, page, guard, ledger, statistics, checks and tables.
"""
