"""The command line: settings in, tables out."""
