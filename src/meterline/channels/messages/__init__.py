"""Entrances for text messages: gateways of telephone companies, and a messenger's bot."""
