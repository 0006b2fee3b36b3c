"""Records of persons and employers that mean the same one: compare, weigh, cluster, name for good."""
