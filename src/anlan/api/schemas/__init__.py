"""What the HTTP interface declared once, a module an area; the console's client is generated from these."""
