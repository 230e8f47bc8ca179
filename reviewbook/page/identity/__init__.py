"""Who a book is: its address, its version, and how it, a page, a figure or a number is cited."""
