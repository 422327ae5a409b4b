"""Tables of files as rows and cells, one file for each format, and which column is what."""
