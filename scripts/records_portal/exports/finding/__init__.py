"""Where in what was handed in the export begins, whatever lies around it; and what it is where none is found."""
