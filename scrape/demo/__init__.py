"""A small invented press on loopback, for a first look at the real thing."""
