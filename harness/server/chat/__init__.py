"""Chat completions and embeddings, for programs that use them beside the Assistants API."""
