"""How pages reach a workspace: questions, kept answers, labels, uploads."""
