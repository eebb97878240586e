"""Files of other programs into the customer base and the ledger, all or nothing."""
