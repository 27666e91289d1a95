"""Pages that a visitor asks something: the answer is worked out in the browser from published files."""
