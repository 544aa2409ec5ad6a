"""What every page is made with: trees, theme, languages, view."""
