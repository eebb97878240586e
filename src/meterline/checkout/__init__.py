"""Pages on which consumers pay: whose account, how much, to the provider and back."""
