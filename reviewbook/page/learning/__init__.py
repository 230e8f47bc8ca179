"""What a reader does with a book: answers, finds the wrong number, asks, ticks, keeps a place."""
