"""Charges by the law (начисления): Decree 354 for households, Decree 442 for organisations."""
