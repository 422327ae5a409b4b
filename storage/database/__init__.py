"""Connect, open, migrate and lock a database; read-only queries and maintenance."""
