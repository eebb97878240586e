"""Numbers as they are told where others may read along."""


def masked(account: str) -> str:
    """…2592."""
    return f"…{account[-4:]}"
