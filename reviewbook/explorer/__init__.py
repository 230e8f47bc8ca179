"""Explorers: what a book file declares, pooled for every state a reader can reach, and its widget.

May use every room but the commands.
"""

from reviewbook.explorer.explorer import explore

__all__ = ["explore"]
