"""Pages, components and the states behind them."""
