"""Tables on the screen, and files."""
