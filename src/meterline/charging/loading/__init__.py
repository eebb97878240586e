"""What the law looks at, read for thousands of accounts with a handful of queries."""

from meterline.charging.loading.accounts import facts_of
from meterline.charging.loading.batch import Batch

__all__ = ["Batch", "facts_of"]
