"""The SQL and archive edge: values become rows and rows become values."""
