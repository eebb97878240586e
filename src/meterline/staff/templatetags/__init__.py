"""What templates ask about roles."""
