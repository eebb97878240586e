"""Who takes the money: one port (`port.py`), adapters, and which of them is in use."""
