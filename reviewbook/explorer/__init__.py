"""Explorers: filters and pooled results that follow the reader, with or without a kernel.

May use: tables, checks, ledger, statistics, charts and page.
"""
