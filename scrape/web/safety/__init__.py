"""What keeps others out, and what strangers wrote from doing anything."""
