"""The rows of the table of duties, a module for each subject."""
