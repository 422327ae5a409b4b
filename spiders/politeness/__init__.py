"""robots.txt, pace, Retry-After, and the order of requests."""
