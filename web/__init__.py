"""What people and machines see of the engine over HTTP."""
