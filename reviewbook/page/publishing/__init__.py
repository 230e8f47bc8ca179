"""The way of a site to its reader: complete or not at all, closed to other hosts, shown live."""
