"""PostgreSQL: the books of calls, cases and agents, and the writer behind them."""
