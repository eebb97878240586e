"""Who works here: roles by branch, second factor, what privileged actions were done."""
