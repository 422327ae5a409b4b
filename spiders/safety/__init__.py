"""Private addresses, redirects, and bounds on headers and bodies."""
