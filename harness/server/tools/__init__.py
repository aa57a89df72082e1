"""The tools that the server runs itself: code interpreter and file search."""
