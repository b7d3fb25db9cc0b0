"""The course as a web site that opens without a network: chapters, explorers that move, search, reference."""
