"""Browser tests of the whole product, started the way people start it."""
