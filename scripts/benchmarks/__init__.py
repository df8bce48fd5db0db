"""Benchmarks: how fast, how exact and how small the program is, measured from the outside.

They are no part of the product. Each figure stands beside its target and, where there is one,
beside the usual way of doing the same, measured in the same run on the same machine: ratios travel
from one machine to another, times do not. What each figure means is told in docs/benchmarks.md.
"""
