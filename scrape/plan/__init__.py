"""Whom and which sources a run asks."""
