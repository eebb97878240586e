"""Tests of the recipe; what learns needs torch, which only the extra `training` brings."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["test_learning_*.py"]
