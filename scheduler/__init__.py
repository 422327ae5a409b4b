"""When to run, and the one place that joins the network edge to the storage edge."""
