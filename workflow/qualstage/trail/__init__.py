"""
Codes that change, with a trail: topics adopted as codes, codes merged and split.

A command here changes the codebook and study.yaml, which people write, and puts on record in the
ledger what changed and why, so that what was there before can be rebuilt (`diff.py`).
"""
