"""Document and reading -> facts. Pure functions, one file per question; no weights in here."""
