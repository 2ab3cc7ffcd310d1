"""What somebody must be told of: rules as data, and what is raised, acknowledged and cleared."""
