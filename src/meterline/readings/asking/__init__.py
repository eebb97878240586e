"""What pages ask of an account: fields, what was typed into them, questions about it."""
