"""What people can write, by subject: each form is one row, its questions come from the schema."""
