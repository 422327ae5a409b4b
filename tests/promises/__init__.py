"""The promises of docs/promises.md, one file each, held through the public door."""
