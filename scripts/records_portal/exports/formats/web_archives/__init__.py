"""Web archives: WARC files, alone or in a WACZ."""
