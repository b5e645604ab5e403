"""How well what is computed beyond sums holds: beside labels, peers and what came after."""
