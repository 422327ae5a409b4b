"""The index of stories, and the same news in another language."""
