"""What supervisors see of the whole line: pure folds over what the rooms know."""
