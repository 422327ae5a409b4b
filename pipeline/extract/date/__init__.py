"""When an article was published, as the page declares and shows it."""
