"""What people enter: questions, forms, and the record that the answers become."""
