"""Facts about the press, as data."""
