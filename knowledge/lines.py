"""JSON files that the build writes with one member a line: a part of them is found without parsing the rest."""

from __future__ import annotations


def members_of(data: bytes, indent: bytes = b"") -> dict[str, bytes]:
    """The members of such an object, not parsed yet; `indent` is what stands before each."""
    chunks = data.rstrip()[:-1].split(b"\n" + indent + b'"')[1:]
    parts = (chunk.partition(b'": ') for chunk in chunks)
    return {name.decode(): value.rstrip().removesuffix(b",") for name, _, value in parts}
