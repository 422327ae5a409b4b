"""The coverage table: reading it, reviewing it, and which channels found its rows."""
