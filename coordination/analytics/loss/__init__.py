"""What is lost if something ends."""
