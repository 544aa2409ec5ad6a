"""The dashboard in a real browser: weight, time to the first picture, callbacks, frames of graphs, beside peers."""
