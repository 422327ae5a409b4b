"""One file per command, named like it, in the groups that `scrape --help` shows."""
