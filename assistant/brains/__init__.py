"""What makes a plan of a question: rules (embedded) or a language model."""
