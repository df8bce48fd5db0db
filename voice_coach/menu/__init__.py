"""The spoken menu: what a person wants, and what is recommended."""
