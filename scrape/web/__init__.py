"""The pages one looks at: `scrape web`."""
