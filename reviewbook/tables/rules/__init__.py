"""What must hold of a cell, of the cells of a row, and of rows that speak of each other."""
