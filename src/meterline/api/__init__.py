"""The programming interface: a customer's own data, and the company's other programs."""
