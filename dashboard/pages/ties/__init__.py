"""The pages on ties."""
