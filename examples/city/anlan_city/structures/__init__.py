"""The structures of a bureau's further systems: tables and columns by rule from declarations and data elements."""
