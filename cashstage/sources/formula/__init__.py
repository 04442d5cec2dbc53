"""Formulas looked at before they are saved: what they give, or what is wrong with them."""
