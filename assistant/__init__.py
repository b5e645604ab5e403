"""The assistant as a service: its brain, its conversations, its doors."""
