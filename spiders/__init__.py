"""The network edge: sources are asked, links offered, pages fetched or replayed."""
