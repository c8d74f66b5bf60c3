"""Many documents: which files a command means, how they are worked through, and how a run goes on after a stop."""
