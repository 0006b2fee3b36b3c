"""The catalogue's life: versions, four eyes, subscriptions, and the verifiable log of what was published."""
