"""Collect articles: once, or around the clock."""
