"""`report.html`: one file that opens from disk, asks for nothing, and runs nothing that a model wrote."""
