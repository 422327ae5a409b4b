"""Set up what is tracked and where articles are looked for."""
