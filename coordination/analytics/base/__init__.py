"""What every question starts from: facts, providers, timelines."""
