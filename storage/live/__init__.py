"""Redis or Valkey: what can be rebuilt. Losing it loses nothing and stops nobody."""
