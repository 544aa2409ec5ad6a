"""Out: one module per format. What goes in is a snapshot (already through the policy)."""
