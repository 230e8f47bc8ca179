"""How the notebooks of a book are executed: side by side, warm, and only if something changed."""
