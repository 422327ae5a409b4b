"""Values and decisions: what a page says, who is in it, and which story it belongs to. No I/O."""
