"""The journal of transmissions: an unbroken chain of entries that shows a later change."""
