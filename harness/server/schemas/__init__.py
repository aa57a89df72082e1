"""The API's bodies as JSON Schema (2020-12): one source for validating requests and for `/openapi.json`."""
