"""The table in the formats of other programs: one writer for each, and the list of them. Pure.

Headlines are data written by strangers. Nothing in them may become markup, a spreadsheet formula, a command of a
typesetter or a second row. Rows come one by one and are not kept.
"""
