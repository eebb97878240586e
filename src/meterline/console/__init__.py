"""The site's own pages: a call from the browser with the live log of the call beside it."""
