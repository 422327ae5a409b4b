"""Who wrote an article, as the page declares and shows it."""
