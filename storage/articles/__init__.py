"""Save an article, also one that is known by its headline only."""
