"""From bytes to text, a tree, lines and declared data; knows nothing of articles."""
