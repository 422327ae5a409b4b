"""A page's tree as flat arrays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.markup.html import parse
from pipeline.markup.tree import Tree, read_tree

STRINGS = st.lists(
    st.text(st.sampled_from("Posted on 입력 a\n"), max_size=12).map(
        lambda text: text + " published" * (len(text) % 3)
    )
)


def tree_of(html: str) -> Tree:
    root = parse(html)
    assert root is not None
    return read_tree(root)


@given(STRINGS, STRINGS, st.lists(st.sampled_from(["published", "post", "on", "입력"])))
def test_words_are_found_in_all_strings_as_in_each(inside: list[str], behind: list[str], words: list[str]) -> None:
    pairs = zip(inside, behind, strict=False)
    tree = tree_of(f"<body><p>{''.join(f'<b>{text}</b>{tail}' for text, tail in pairs)}</p>")
    strings = [f"{text or ''}\n{tail or ''}".lower() for text, tail in zip(tree.texts, tree.tails, strict=True)]
    each = [index for index, said in enumerate(strings) if any(word in said for word in words)]
    assert tree.saying(words) == each


def test_what_nobody_reads_says_nothing() -> None:
    tree = tree_of("<body><script>var a = 'published'</script>Published<p>today</p>")
    assert [tree.tags[index] for index in tree.saying(["published"])] == ["script"]  # behind it, not in it
    tree = tree_of("<body><script>var a = 'published'</script><p>today</p>")
    assert tree.saying(["published"]) == []


def test_far_from_the_beginning_of_a_string_nothing_is_found() -> None:
    tree = tree_of(f"<body><p>{'a ' * 300}published</p><p>published{' a' * 300}</p>")
    assert [tree.texts[index] for index in tree.saying(["published"])] == [f"published{' a' * 300}"]
