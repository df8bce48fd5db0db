"""What happens next, and nothing else.

This room is pure: no device, thread, file or clock. Events go in, effects come out, and time
arrives as data, so everything here can be tested in milliseconds and trusted on a slow machine.
"""
