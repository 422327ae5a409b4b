"""The living table: a table kept by hand is read, checked, and kept up to date in its place."""
