"""The areas of the API that the sample server speaks, one module an area."""
