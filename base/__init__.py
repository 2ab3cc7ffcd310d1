"""What every room stands on: time, ids, telephone numbers, errors, tasks and logs."""
