"""Explorers: what a book file declares, pooled for every state a reader can reach, and its widget.

May use: tables, checks, ledger, statistics, charts and page.
"""
