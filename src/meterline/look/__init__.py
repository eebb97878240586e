"""What all pages look like: base templates, one style sheet, security headers."""
