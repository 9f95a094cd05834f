"""Exchange: the field's data in, the field's formats out; one module a format."""
