"""The identity of addresses: which spellings name one article, which host is which outlet's."""

from pipeline.urls.canonical import (
    believable_canonical,
    canonical_url,
    host_of,
    is_fetchable,
    link_target,
    looks_like_article,
    original_url,
    same_site,
    site_of,
)
from pipeline.urls.secrets import secrets_of, without_secrets, without_userinfo

__all__ = [
    "believable_canonical",
    "canonical_url",
    "host_of",
    "is_fetchable",
    "link_target",
    "looks_like_article",
    "original_url",
    "same_site",
    "secrets_of",
    "site_of",
    "without_secrets",
    "without_userinfo",
]
