"""What is needed to run Neo4j from plain jars: the list of jars, their checksums and a launcher for Java."""
