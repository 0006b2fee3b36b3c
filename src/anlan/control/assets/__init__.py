"""Data assets in the control floor: grades along lineage, retention, archive, destruction with its certificate."""
