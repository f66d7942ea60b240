"""The commands of `dibao-index`, and what they say."""
