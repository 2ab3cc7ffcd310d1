"""Sending messages by whatever HTTP service a site has a contract with."""
