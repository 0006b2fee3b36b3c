"""Harvest: what tables and items a system holds, read from live databases, DDL scripts, dictionaries and files."""
