"""How wide the cells of a list of orders are: all that the first paint needs to know of orders."""

from checkout_tui.tui.widgets.row_list import Column

STATE_WIDTH = 34
ORDER_COLUMNS = (Column(11), Column(), Column(STATE_WIDTH), Column(14, right=True))
"""Reference, customer, state with the day that matters and what it means, total."""
