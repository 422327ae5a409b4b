"""What is behind each address: a view reads, and gives a page. Each module lists its `ROUTES`."""
