"""The BCLM evidence book: evidence loaded, checked, pooled and drawn."""
