"""``python -m checkout_tui.cli``."""

from checkout_tui.cli import main

main()
