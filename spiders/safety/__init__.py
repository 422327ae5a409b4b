"""Private addresses, redirects, and limits on headers and bodies."""
