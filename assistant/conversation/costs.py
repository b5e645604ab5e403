"""What a model took for a reply, with what that costs."""

from assistant.brains.planning import Spent
from assistant.conversation.reply import Usage
from assistant.token_budget import Price


def usage_with(usage: Usage, spent: Spent, price: Price | None) -> Usage:
    """Gives what was taken so far and now together, priced as one."""
    so_far = Spent(usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens, usage.calls)
    both = so_far.plus(spent)
    taken = Usage(
        prompt_tokens=both.prompt,
        completion_tokens=both.completion,
        cached_tokens=both.cached,
        calls=both.calls,
    )
    if price is None:
        return taken
    cost = f"{price.of(both.prompt, both.completion, both.cached):f}"
    return taken.model_copy(update={"cost": cost, "currency": price.currency})
