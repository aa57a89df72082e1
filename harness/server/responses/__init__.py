"""The Responses and Conversations API on the same engine, models, files and tools as the Assistants API."""
