"""The rules of the contract, a function each, named by its id."""
