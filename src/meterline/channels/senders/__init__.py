"""Carriers of outgoing messages: one port, an adapter for each way out."""
