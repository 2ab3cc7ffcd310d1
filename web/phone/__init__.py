"""The browser as an operator's telephone: what passes between its page and the exchange."""
