"""The pages one looks at: `scrape web`. Made on the server, of use without JavaScript."""
