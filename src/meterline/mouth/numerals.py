"""Which clips speak a number, and in which order.

The pack has every number below a hundred in one clip, the hundreds, and both with
«тысяча» and «миллион» in the right form; `thousand.0` and `million.0` are the bare words
after a round hundred («триста тысяч»).
"""

LARGEST = 999_999_999


def number_clips(value: int) -> list[str]:
    """Clips of a cardinal number without the `.mid` or `.end`, in speaking order.

    Raises ValueError outside 0 to `LARGEST`.
    """
    if not 0 <= value <= LARGEST:
        raise ValueError(f"no clips for the number {value}: it is not in 0..{LARGEST}")
    if value == 0:
        return ["number.0"]
    millions, below = divmod(value, 1_000_000)
    thousands, ones = divmod(below, 1000)
    return [
        *_thousands_group(millions, "million"),
        *_thousands_group(thousands, "thousand"),
        *_hundreds(ones),
        *([f"number.{ones % 100}"] if ones % 100 else []),
    ]


def every_number_clip() -> list[str]:
    """Keys of all clips that numbers and digits are made of."""
    numbers = [*range(100), *range(100, 1000, 100)]
    bare = [f"number.{number}" for number in numbers]
    bare += [f"{name}.{count}" for name in ("thousand", "million") for count in range(100)]
    return [f"{clip}.{ending}" for clip in bare for ending in ("mid", "end")]


def _thousands_group(count: int, name: str) -> list[str]:
    return [*_hundreds(count), f"{name}.{count % 100}"] if count else []


def _hundreds(count: int) -> list[str]:
    return [f"number.{count // 100 * 100}"] if count >= 100 else []


def digit_groups(digits: str) -> list[str]:
    """Digits cut for reading out: up to four together, longer ones by three, no lone last one."""
    if len(digits) <= 4:
        return [digits] if digits else []
    return [digits[:3], *digit_groups(digits[3:])]
