"""Sound in and out: samples, players, devices, recordings and the simulator.

Everything here counts samples. A cue that is placed by its sample cannot drift, and a session that
is timed by its samples can be run faster than real time with the same result.
"""
