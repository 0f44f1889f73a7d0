"""Papers seen and printed: pages drawn as pictures, the preview, printers and what was chosen."""
