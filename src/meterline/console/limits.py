"""How often one visitor may call.

Counted in Django's cache: with the default cache each web process counts by itself.
"""

from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True)
class Limit:
    """At most `times` in each window of `seconds` for one session or address."""

    scope: str
    times: int
    seconds: int

    async def allows(self, visitor: str) -> bool:
        """Count one more try of `visitor`; False when it is one too many."""
        key = f"console:{self.scope}:{visitor}"
        if await cache.aadd(key, 1, self.seconds):
            return True
        try:
            return bool(await cache.aincr(key) <= self.times)
        except ValueError:
            # The window ended between the two looks.
            return True


PER_SESSION = Limit("session", times=6, seconds=60)
PER_ADDRESS = Limit("address", times=30, seconds=60)
