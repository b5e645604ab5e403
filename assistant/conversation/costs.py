"""What a model took for a reply, with what that costs."""

from assistant.brains.planning import Spent
from assistant.conversation.reply import Usage
from assistant.token_budget import Price


def usage_with(usage: Usage, spent: Spent, price: Price | None) -> Usage:
    """Gives what was taken so far and now together, priced as one."""
    prompt = usage.prompt_tokens + spent.prompt
    completion = usage.completion_tokens + spent.completion
    cached = usage.cached_tokens + spent.cached
    taken = Usage(prompt_tokens=prompt, completion_tokens=completion, cached_tokens=cached)
    if price is None:
        return taken
    cost = f"{price.of(prompt, completion, cached):f}"
    return taken.model_copy(update={"cost": cost, "currency": price.currency})
