"""A table that is kept up to date in its file: between two markers, touching nothing that a person wrote."""
