"""Where tracked names stand: on a raw page and in an article."""

from pipeline.mentions.matcher import Matcher

__all__ = ["Matcher"]
