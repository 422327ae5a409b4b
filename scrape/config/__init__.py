"""scrape.toml: read, edit and write it."""
