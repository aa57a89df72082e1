"""Outside judges of the embedded server: the official SDK's own tests, and OpenAI's published schemas."""
