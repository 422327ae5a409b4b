"""What each reason weighs, in natural logarithms of odds; docs/matching.md shows the same numbers."""

from __future__ import annotations

# What is bound to the name.
BOUND_OWN = 4.0
BOUND_DOUBTFUL = 0.4  # a wrong year, another trade, a private person
BOUND_STRANGE = -4.0
PERHAPS_STRANGE = -1.0  # keeps from confirming, rejects nobody
PRIVATE_PERSON = -2.5
OWN_TITLE, LONGER_TITLE, FIELD_TITLE, TITLE_ELSEWHERE = 2.5, 1.0, 0.3, 1.0
STRANGE_TITLE = -3.5

# What is in the article, bound to nobody.
AFFILIATION, FURTHER_AFFILIATION = 2.2, 0.7
NOT_THAT_YEAR = 0.4  # times the weight of the affiliation
TOPIC_NEAR, TOPIC, FURTHER_TOPIC = 2.0, 1.5, 0.7
OWN_FIELD, CLEARLY_OWN_FIELD = 0.7, 1.0
STRANGE_FIELD = (0.0, -0.7, -1.4, -2.0, -2.6)  # by the number of its words
OWN_SECTION, STRANGE_SECTION = 0.4, -0.5
SILENCE, LONG_SILENCE = -0.7, -1.2
COLLEAGUE, COMPANY_KEPT, OUTLET = 2.0, 0.3, 1.5

# The name, other bearers of it, and what a person decided.
COMMON_NAME, FOREIGN_NAME, COMPANY_NAME, ORDINARY_COMPANY_NAME = -0.5, 1.0, 2.5, 1.0
NAMESAKE = -3.0
FORMER_NAME = -2.0
EXCLUDED_NEAR, EXCLUDED = -4.0, -2.5

CONFIRM, REJECT = 2.0, -2.5
DOUBTFUL_MENTION = 2.5  # more than `CONFIRM`, for a mention that may be a word
