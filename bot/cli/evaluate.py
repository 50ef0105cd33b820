"""`codingbot evaluate`: how often a right code is among the first, and how fast."""
