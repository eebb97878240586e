"""What load balancers and Prometheus ask of the site."""
