"""How Dibao is served: its processes, what they share, what is counted, logged, limited and packed.

`equipping` puts all that belongs to one process around an application; `server.serve` runs several processes
of it on one port. What they share is one small file (`board`).
"""
