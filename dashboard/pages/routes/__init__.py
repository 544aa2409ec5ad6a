"""From report to rescue: whether a case gets through."""
