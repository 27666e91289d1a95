"""What may be disposed of when, and what a change does to it: computed from values, at a date that is given."""
