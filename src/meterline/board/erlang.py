"""Erlang's formulas: how many lines a load of calls needs.

A load is in erlangs: calls an hour times their mean length in hours. Calls come as a Poisson
stream. Source: A. K. Erlang, 1917; the recursions as in ITU-T E.521 and the Teletraffic
Engineering Handbook (ITU-D SG 2/16), sections 7.3 and 12.1.
"""


def blocking(load: float, lines: int) -> float:
    """Erlang B: the share of calls that find all of `lines` taken and are lost.

    `load` in erlangs, not negative; `lines` not negative.
    """
    lost = 1.0
    for line in range(1, lines + 1):
        lost = load * lost / (line + load * lost)
    return lost if load > 0 else 0.0


def waiting(load: float, lines: int) -> float:
    """Erlang C: the share of calls that have to wait where nobody gives up; 1 at overload."""
    if load >= lines:
        return 1.0 if load > 0 else 0.0
    lost = blocking(load, lines)
    return lines * lost / (lines - load * (1 - lost))


def lines_for(load: float, most_lost: float) -> int:
    """The fewest lines that lose no more than a share `most_lost` (0 to 1, not 0) of calls."""
    lines, lost = 0, 1.0 if load > 0 else 0.0
    while lost > most_lost:
        lines += 1
        lost = load * lost / (lines + load * lost)
    return lines


def people_for(load: float, most_waiting: float) -> int:
    """The fewest operators with whom no more than a share `most_waiting` of callers waits."""
    people = int(load)
    while waiting(load, people) > most_waiting:
        people += 1
    return people
