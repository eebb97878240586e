"""The demo pack: made-up customers, meters and readings, and labelled calls of theirs."""

from pathlib import Path

FOLDER = Path(__file__).parent
"""Where the pack lies."""
