"""Settings, files, progress and the terminal: what every part leans on."""
