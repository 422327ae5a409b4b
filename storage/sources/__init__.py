"""What is remembered of a source: validators, leases, health, the layout of its outlet."""
