"""What a table's columns are: types, meaning, role and display format."""
