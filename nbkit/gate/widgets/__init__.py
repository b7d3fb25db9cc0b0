"""Sliders, buttons and what follows them: moved in a copy of the kernel, and compared."""
