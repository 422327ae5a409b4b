"""Coverage as a document that people send: the clipping report (XLSX) and the page (HTML)."""
