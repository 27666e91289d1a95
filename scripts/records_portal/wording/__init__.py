"""The plain words for statuses, classes, rules and dates."""
