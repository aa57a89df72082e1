"""A local web page over all runs, and a playground to talk to an assistant."""
