"""What an operator's page shows: pure folds of agents, calls, promises and tickets."""
