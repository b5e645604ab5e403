"""How well spoken questions are answered, with whatever recogniser is set."""
