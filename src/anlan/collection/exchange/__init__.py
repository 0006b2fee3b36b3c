"""Another bureau's exchange directory: batches with a control file and a flag, judged whole, answered by a receipt."""
