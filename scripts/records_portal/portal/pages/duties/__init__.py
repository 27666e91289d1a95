"""What is owed and how the responsibilities stand, as pages, tables and calendars: public values only."""
