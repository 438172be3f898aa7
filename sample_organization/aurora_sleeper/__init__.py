"""Aurora Sleeper, the fictional operator of night trains that the sample organization belongs to."""
