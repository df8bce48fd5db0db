"""Looking back: what can be counted and quoted, and nothing else.

No streak, no score of a person, no judgement. Every figure has the ids of what it was counted from.
"""
