"""Tables, column types and the tables of counts."""
