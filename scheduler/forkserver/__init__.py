"""What the process that workers are forked from loads, before anything else of ours."""
