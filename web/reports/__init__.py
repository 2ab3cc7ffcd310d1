"""Reports as they are answered and taken away: shown values, tables, workbooks."""
