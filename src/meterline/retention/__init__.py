"""How long personal data is kept, its removal when the time is over, erasure on request."""
