"""Look after a monitor and its database."""
