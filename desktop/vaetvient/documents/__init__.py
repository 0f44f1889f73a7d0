"""What comes out on paper: one module per document over one shared style.

A document is made in two steps: it is laid out as pages of placed words and rules (`flow`,
`paper`), then those pages are written as PDF (`press`). The layout is data, so that tests can
ask it whether anything overlaps or leaves the margins.
"""
