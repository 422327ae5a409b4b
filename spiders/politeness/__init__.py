"""robots.txt, pace, Retry-After, and whose request is next."""
