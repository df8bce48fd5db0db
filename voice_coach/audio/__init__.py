"""Sound in and out: samples, players, devices, recordings and the simulator.

Everything here counts samples: cues cannot drift, and a session can run faster than real time.
"""
