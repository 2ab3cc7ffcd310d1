"""Everything that knows Asterisk: its files, its wire, its channels and bridges."""
