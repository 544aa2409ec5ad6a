"""What the program holds in memory: frames, the immutable snapshot, changes, and who may see what."""
