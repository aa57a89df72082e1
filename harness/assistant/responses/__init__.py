"""The same attempts through the Responses API: conversations for threads, items for steps.

`mapping` says what of an assistant and a run has a counterpart there, `ask` asks one sample.
"""
