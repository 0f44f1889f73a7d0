"""`python -m vaetvient`: the same as the command."""

import sys

from vaetvient.cli import main

sys.exit(main())
