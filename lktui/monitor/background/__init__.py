"""What is fetched between two polls: the rest of the range, page by page, and again what is loaded of it."""
