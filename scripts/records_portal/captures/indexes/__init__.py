"""The index of a capture: a row for each item, what earlier captures hold, and the index that is too long for git."""
