"""Tables as files: exports, and tables that are kept by hand."""
