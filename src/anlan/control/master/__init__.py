"""Master data: who is who over all systems, what persons judged about it, and the record that stands for each."""
