"""`python -m gateway.cli` is `sgtm`."""

from . import main

main()
