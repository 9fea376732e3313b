"""How wide the cells of a list of orders are: all that the first paint needs to know of orders."""

from checkout_tui.tui.widgets.row_list import Column

ORDER_COLUMNS = (Column(11), Column(), Column(19), Column(15, right=True), Column(10, right=True))
"""Reference, customer, state, total, the day that matters."""
