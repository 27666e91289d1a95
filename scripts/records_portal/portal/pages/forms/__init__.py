"""The form pages: what the procedure asks, answered in the browser, on paper or in an e-mail."""
