"""Values and what is computed from them alone: dates, periods, business days, addresses, the text of tables."""
