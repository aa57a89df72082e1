"""From assistants to responses: what maps to what, evidence that nothing was lost, and the code to go on with."""
