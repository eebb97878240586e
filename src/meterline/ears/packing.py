"""Account numbers as sort keys: 4 bits a digit, left-aligned, each digit plus one, so that a
shorter number sorts before a longer one that begins with it and all accounts with a given
beginning lie side by side."""

MAX_DIGITS = 16


def pack(account: str) -> int:
    """The sort key of an account number; ValueError unless it is 1 to 16 digits."""
    if not account.isdecimal() or not account.isascii() or len(account) > MAX_DIGITS:
        raise ValueError(f"an account is 1 to {MAX_DIGITS} digits")
    return (int(account, 16) + int("1" * len(account), 16)) << 4 * (MAX_DIGITS - len(account))


def unpack(key: int) -> str:
    """The account number of a sort key."""
    nibbles = ((key >> shift) & 15 for shift in range(60, -4, -4))
    return "".join(str(n - 1) for n in nibbles if n)
