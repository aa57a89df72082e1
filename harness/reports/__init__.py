"""Reports of a run: CSV, one HTML page, Markdown, JUnit, tables for the terminal and frames for pandas."""
