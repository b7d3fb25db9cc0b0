"""Comparing what a cell shows with what is stored, part by part, without what is only noise."""
