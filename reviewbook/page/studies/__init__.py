"""A page for each study, made from the tables, and the links that lead to it from other pages."""
