"""Readings in writing: e-mail, text messages, messengers; letters and messages that go out."""
