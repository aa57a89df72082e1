"""What an attempt costs, by the price table of genai-prices."""

from __future__ import annotations

from harness.records import Usage


def cost_of(model: str, usage: Usage | None) -> float | None:
    """US dollars for these tokens; None where the table has no price for the model.

    Args:
        model: the model's name as the server gave it.
        usage: tokens as the server counted them.
    """
    if usage is None or not model:
        return None
    from genai_prices import Usage as Tokens  # a third of a second, only where tokens were counted
    from genai_prices import calc_price

    try:
        price = calc_price(
            Tokens(input_tokens=usage.prompt_tokens, output_tokens=usage.completion_tokens), model_ref=model
        )
    except LookupError:
        return None
    return float(price.total_price)
