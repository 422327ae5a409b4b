"""The command line: settings in, tables out."""

__all__ = ["__version__"]

__version__ = "0.1.0"
