"""One file per group of pages. A view asks the record and gives plain data; it prints nothing."""
