"""What people wrote or set by hand: rows of their own table, values that no run undoes, notes, and kept files."""
