"""The kinds of sources, one file each; `kinds.py` lists them."""
