"""Quality of the calls: what became of them, listened-to calls, complaints."""
