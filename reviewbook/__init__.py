"""The machine behind a review that checks itself: tables, checks, ledger, statistics, pages."""
