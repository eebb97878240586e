"""Who is supplied: branches, customers, accounts, meters, telephones."""
