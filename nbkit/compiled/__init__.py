"""The same numbers sooner: a run turned into a flat list of steps that later runs replay."""
