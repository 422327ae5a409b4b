"""Read, explain and decide what was collected."""
