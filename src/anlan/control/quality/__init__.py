"""Data quality in the control floor: rules people write, runs over the pool, scores by department, the rework loop."""
