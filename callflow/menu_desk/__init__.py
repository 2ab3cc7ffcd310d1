"""What voice menus ask of the site: the tables that they look into, and the desk of requests."""
