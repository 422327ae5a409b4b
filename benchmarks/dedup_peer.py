"""MinHash (datasketch) and SimHash over a file of documents, run by an interpreter with datasketch (see dedup.py).

    python dedup_peer.py DOCS.jsonl

Prints {"name": [{id: cluster}, CPU seconds]}. Both work on character 5-grams of the text without white space;
MinHash with 128 permutations at Jaccard .5, SimHash (Charikar 2002) with 64 bits at a Hamming distance of 3.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path

from datasketch import MinHash, MinHashLSH

Documents = list[tuple[str, list[bytes]]]


def main() -> None:
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    documents = [(row["id"], "".join(row["text"].split())) for row in map(json.loads, lines)]
    results = {}
    for name, cluster in (("datasketch", minhash), ("simhash", simhash)):
        started = time.process_time()
        grams = [(key, [text[at : at + 5].encode() for at in range(len(text) - 4)]) for key, text in documents]
        labels = cluster(grams)
        results[name] = (labels, time.process_time() - started)
    print(json.dumps(results))


def minhash(documents: Documents) -> dict[str, str]:
    """Clusters of what the index calls alike."""
    index = MinHashLSH(threshold=0.5, num_perm=128)
    up: dict[str, str] = {}
    for key, grams in documents:
        signature = MinHash(num_perm=128)
        signature.update_batch(list(set(grams)))
        up[key] = key
        for alike in index.query(signature) if grams else ():
            up[root(up, key)] = root(up, alike)
        if grams:
            index.insert(key, signature)
    return {key: root(up, key) for key, _ in documents}


def simhash(documents: Documents) -> dict[str, str]:
    """Clusters of fingerprints that differ in 3 bits at most."""
    prints: list[tuple[str, int]] = []
    up: dict[str, str] = {}
    for key, grams in documents:
        sums = [0] * 64
        for gram in grams:
            value = int.from_bytes(hashlib.blake2b(gram, digest_size=8).digest(), "big")
            for bit in range(64):
                sums[bit] += 1 if value >> bit & 1 else -1
        own = sum(1 << bit for bit in range(64) if sums[bit] > 0)
        up[key] = key
        for earlier, value in prints:
            if grams and (own ^ value).bit_count() <= 3:
                up[root(up, key)] = root(up, earlier)
        prints.append((key, own))
    return {key: root(up, key) for key, _ in documents}


def root(up: dict[str, str], key: str) -> str:
    while up[key] != key:
        key = up[key]
    return key


if __name__ == "__main__":
    main()
