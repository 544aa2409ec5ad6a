"""What may be asked: one module for each question, with how it is asked and what its answer says, declared once."""
