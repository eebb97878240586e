"""Electronic mail: letters taken apart, letters composed, the mailbox."""
