"""The links that were offered: who fetches them, how they ended, what is archived."""
