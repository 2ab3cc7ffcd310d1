"""The commands of `bin/line122`: one module each, found by `line122.cli.main`."""
