"""The consumer's own pages: readings, charges, bills, reminders, own data."""
