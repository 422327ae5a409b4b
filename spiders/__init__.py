"""The network: sources are asked for links, and pages are fetched or replayed from archives."""
