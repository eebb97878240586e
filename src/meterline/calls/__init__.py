"""Calls to the line: their log, recording and drafts."""
