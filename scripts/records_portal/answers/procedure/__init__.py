"""The messages of the procedures: each step's e-mail, from one table, with the answers that it prepares."""
