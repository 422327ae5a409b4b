"""Pages to be read, printed and sent: their charts, the report of a month, and printing."""
