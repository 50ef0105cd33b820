"""The detector of patient identifiers, in layers: one kind a file, over text brought to plain characters.

`casework.privacy` is its door; nothing else imports from here but the composition root and the measurements.
"""
