"""What consumers owe and pay: balances, online payment, reconciliation, fiscal receipts."""
