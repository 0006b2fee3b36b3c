"""The source systems of the city, one module each."""
