"""`python -m line122`, which `bin/line122` runs in the environment that it made."""

import sys

from line122.cli.main import main

sys.exit(main(sys.argv[1:]))
