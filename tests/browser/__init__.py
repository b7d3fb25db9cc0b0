"""A package, so that one JupyterLab and one browser last for all of these tests, and no longer."""
