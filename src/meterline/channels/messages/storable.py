"""Texts from JSON that a data base can keep."""


def storable(text: str) -> str:
    """The text without NULs, a half of a surrogate pair as `?`."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
