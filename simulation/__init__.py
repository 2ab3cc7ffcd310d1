"""Whole days on virtual time: the services of the product, citizens and operators around them."""
