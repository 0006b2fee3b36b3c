"""The standards in the control database: drafts, approval, the registry of a day, what a change would touch."""
