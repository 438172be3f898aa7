"""Aurora Sleeper, the fictional operator of night trains whose history the sample tells."""
