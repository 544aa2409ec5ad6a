"""An independent, slow and plain second working of every answer, to hold the real analytics against.

Written from the definitions alone and sharing no code with the program: lists, sets, dictionaries and trying
every possibility. ``answers`` holds one function per answer; ``READINGS.md`` says how unclear sentences were
read.
"""
