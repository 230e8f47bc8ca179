"""Charts as data: frames in, Altair out; nothing is read, pooled or judged.

May use: no other room.
"""
