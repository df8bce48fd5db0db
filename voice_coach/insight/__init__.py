"""Insight into a journal: what can be counted and quoted, with its sources, and no score."""
