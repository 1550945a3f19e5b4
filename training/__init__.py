"""How the shipped weights are made. The only place with torch; nothing here is needed at run time."""
