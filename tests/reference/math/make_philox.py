"""Makes philox.json: the first words of some streams, from a second implementation of Philox 4x32-10 and of the keying by paths.

Key: first two words of SHA-256 of the path as JSON; counter: blocks in the lower 64 bits, the digest's next two words above.
Run with Python 3; needs no packages.
"""

import hashlib
import json
import pathlib
import platform

MASK = 0xFFFFFFFF


def block(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & MASK, (first >> 32) ^ c[3] ^ k[1], first & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def words(path, blocks):
    digest = hashlib.sha256(json.dumps(path, separators=(",", ":"), ensure_ascii=False).encode()).digest()
    w = [int.from_bytes(digest[4 * i : 4 * i + 4], "big") for i in range(4)]
    return [word for i in range(blocks) for word in block([i, 0, w[2], w[3]], w[:2])]


assert [hex(w) for w in block([0] * 4, [0] * 2)] == ["0x6627e8d5", "0xe169c58d", "0xbc57ac4c", "0x9b00dbd8"]
paths = [["0"], ["42"], ["42", "folds", "3"], ["9007199254740991", "", "é \"quoted\""]]
output = {
    "versions": {"python": platform.python_version()},
    "streams": [{"path": path, "words": words(path, 3)} for path in paths],
}
pathlib.Path(__file__).with_name("philox.json").write_text(json.dumps(output, ensure_ascii=False) + "\n")
