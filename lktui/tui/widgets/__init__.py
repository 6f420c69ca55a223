"""The widgets, all drawn line by line from cells."""
