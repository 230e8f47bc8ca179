"""Simulations: one idea each, its states computed beforehand; a reader predicts, then sees.

May use: tables, checks, ledger, statistics, charts and page.
"""
