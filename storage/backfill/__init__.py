"""Backfill: the responses in WARC files of any origin, and the table that knows which of these files are done."""
